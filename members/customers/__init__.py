"""Customers: the page of each, who must not be contacted, and how one is forgotten.

- `hashes.py`: by what a customer is recognised of whom nothing else is kept.
- `do_not_contact.py`: the list, over all products; `exclusions.py`: what it does to rows.
- `page.py`, `sections.py`, `sources.py`, `ids.py`: the page, what members say on it, and from where
  it is reached under which id.
- `erasure.py`: forgetting a customer; `forgotten_rows.py`, `forgotten_texts.py`: what of them is in
  members, and in what all apps share.
- `palette.py`: finding them.
"""
