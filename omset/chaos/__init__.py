"""Faults on purpose: `manage.py chaos` (docs/operations.md, *Faults on purpose*).

The command starts drill.py as a process, in a network namespace where there is the right to one.
It starts three nodes (nodes.py) on the cables of network.py, and a cast.py of processes: what each
does is in roles.py, how it notes what it asked in operations.py. rounds.py strikes by faults.py,
verdict.py judges, report.py tells.
"""
