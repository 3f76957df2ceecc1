"""Draws: who gets which rows of a database, in an order that nobody chose and everybody can check.

- `take.py`: the one verb that takes rows out of a pool.
- `candidates.py`: which rows are next, and what is passed over.
"""
