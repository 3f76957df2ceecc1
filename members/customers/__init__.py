"""Customers: the page of each, who must not be contacted, and how one is forgotten.

- `hashes.py`: by what a customer is recognised of whom nothing else is kept.
- `do_not_contact.py`: the list, over all products; `exclusions.py`: what it does to rows.
"""
