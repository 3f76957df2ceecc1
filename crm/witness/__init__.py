"""The database tells what it holds; the witness remembers it outside (LW-1 to LW-6).

1. rules/       an entry, the chain of entries, and the verdict on file and database: pure
2. models.py    the same entries in the database; batches; the alarm
3. counting.py  what an entry says: counts, batches and roots that the apps have registered
4. comparison/  the append-only file of this host, the entries in the database, the one held
                against the other, what is missing
5. alarms.py    raises the alarm, once, and tells admins
6. outside.py   the log line and the webhook of an entry
7. verbs.py     what others call: witness(reason), pulse(), look(), accept()
8. reads.py     refusal() for imports; the alarm in one sentence; what /status says

What is witnessed is registered at crm/registry/runs/witnessed.py. docs/decisions/0023-witness.md
says why it is so.
"""
