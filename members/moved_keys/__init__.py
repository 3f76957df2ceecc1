"""When the rule for customer keys changes (G-5): what members store of a customer follows it.

- `holders.py`: which customers become several, which become one, and new keys for what holds one.
- `rows.py`: a reservation with the rows that it covers; rows of databases with their terms.
- `past.py`: the archive, the log of conflicts, who must not be contacted.
- `pages.py`: the pages of customers.
"""
