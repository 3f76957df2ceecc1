"""Imports that never lose a row (docs/rules.md, LI-1 to LI-19).

files      a file from its beginning to its end; the commands (command) and workers call it
judging    the whole file is read before anything is written; judgement, spool, rejects
plans      what would become of it, and why it is held
batches    what becomes of a batch as a whole; locks lets one work at a time
run        rows in parts, then the database is counted, then complete
receipts, sales, registry/    how the rows of each dataset are stored
counted    which stored rows count
undo       taking a batch back; after: figures that follow
notes      what is said of single rows; search answers who misses a card
"""
