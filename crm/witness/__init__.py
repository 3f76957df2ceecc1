"""The database tells what it holds; the witness remembers it outside (LW-1 to LW-6).

1. rules/       an entry, the chain of entries, and the verdict on file and database: pure
2. models.py    the same entries in the database; batches; the alarm
3. counting.py  what an entry says: counts, batches and roots that the apps have registered
4. host_file.py the append-only file of this host
5. chain.py     the entries in the database
6. comparing.py holds the one against the other
7. losses.py    names what is missing
8. alarms.py    raises the alarm, once, and tells admins
9. outside.py   the log line and the webhook of an entry
10. verbs.py    what others call: witness(reason), pulse(), look(), accept()
11. reads.py    refusal() for imports; the alarm in one sentence; what /status says

What is witnessed is registered at crm/registry/runs/witnessed.py. docs/decisions/0023-witness.md
says why it is so.
"""
