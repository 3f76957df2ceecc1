"""Rows of a database distributed among those present (members/rules/shares.py), and who got what.

- `distribute.py`: who is present, and the verb; `forms.py`: what an admin chooses.
- `outcome.py`: what became of the rows of each share.
"""
