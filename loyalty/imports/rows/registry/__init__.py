"""The registry: a snapshot of all members, one row a card (LI-14, LI-15, LP-9).

rows      its rows while the file is judged; which of several rows of one card holds
changes   what a row changes of a member, and what it leaves
storing   the changes into the database, with their history
missing   members whom it has no more
undo      taking it back
"""
