"""A copy of everything as of one moment, in files, and the way back (OP-1 to OP-5).

1. rules/      the manifest, and what may be restored where; how old is too old: pure
2. streams.py  a file of documents: compressed, hashed, encrypted where a key is given
3. folders.py  the folder of the backups: one is there as a whole, or not
4. making.py   backup(): all collections of one snapshot, and the manifest
5. restoring/  checking the files, loading them into an empty database, proving what came of it
6. erased.py   who was erased stands outside the database as well, so that no backup brings it back
7. drills.py   every week the newest one is restored beside; system_status.py: what /status says

What apps add is registered at crm/registry/runs/backups.py. docs/decisions/0027-backup.md says why
it is so.
"""
