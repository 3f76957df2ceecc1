"""Batches: what staff members have to work off, and what becomes of its rows.

assignment  rows are given to a staff member;  recall: they come back;  cards: call it, pin it
work        what is found out about a row;  reveals: looking at a masked cell
invalid_rows/  rows that staff say are invalid: another comes, or admins decide; the archive
lists       which rows, how many;  search, shares, cells: what of them is counted and seen
unseen      what came since the last visit
"""
