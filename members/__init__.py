"""Members: the customers that the floor knows by their id, and who they are reserved for.

- `rules/`: when two spellings are one customer (`keys.py`, G-5), what a phone number is and who
  sees it whole (`phones.py`, RO-7). Pure.
  What a row of a database is found by (`terms.py`), in which order rows are drawn (`draw.py`).
- `models/`: the reservation, one for each customer in a product (RS-3); the databases, their rows,
  requests, draws and batches (DB-1 to DB-6, DB-9).
- `databases/pool.py`: where everything that changes a database's pool lines up, and its log.
- `conflicts/`: what a reservation does to the rows of its customer, and the log of conflicts.
- `customers/`: the page of each, do not contact, how one is forgotten, the palette.
- `draws/`: who gets which rows (DB-3 to DB-8), and the proof of it; `distribution/`: rows for all
  who are present.
- `reservations/`: a reservation's life (RS-1 to RS-24), and who holds a customer, which the ledger
  asks before a deposit counts (OM-3).
- `search.py`: which reservations match a filter.
- `views/reserved.py`, `forms.py`, `urls.py`: the page of reserved members.
- `moved_keys/`: what happens to stored keys when the rule for them changes.
- `registration.py`, `receivers.py`: what the app brings (page, queue, texts, filter), and what it
  does when a person or a product is renamed or to be deleted.
"""
