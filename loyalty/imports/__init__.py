"""Imports that never lose a row (docs/rules.md, LI-1 to LI-19).

files      a file from its beginning to its end; the commands (command) and workers call it
judging/   the whole file is read before anything is written: what would become of it, what holds
           it back, what is said of single rows
batches    what becomes of a batch as a whole; locks lets one work at a time
run        rows in parts, then the database is counted, then complete
rows/      how the rows of each dataset are stored, and which of them count
undo       taking a batch back; after: figures that follow
search     answers who misses a card
"""
