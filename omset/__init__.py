"""Omset: what staff report as deposits, and every number that is made of them.

    rules/           what a deposit is: amounts, dates, limits, NDP or RDP (pure)
    models/          what is stored: deposits, tallies, the per-staff lock, runs of jobs
    ledger/          what people do to deposits, and what they see before they decide
    tallies/         the days and months counted from the ledger: the only writer of numbers
    reconciliation/  the proof: everything derived is counted anew and compared
    numbers.py       the one door through which every page, file and command reads numbers
    lists/ views/    how deposits are asked for and shown;  imports/ demo/  how they come in bulk

A deposit's way:

    1. ledger/entries.py   submit() checks it (rules/deposits.py, OM-1) and opens a transaction
    2. locks.py            lock_staff(): the staff member's events come one after the other
    3. ledger/entries.py   it waits if a colleague holds the customer, else it counts (OM-3)
    4. models/records.py   save(event=...) tells tallies/tally.py before and after (receivers.py)
    5. rules/classify.py   before it is written its group gets NDP and RDP (OM-12 to OM-16)
    6. tallies/tally.py    after that its days and months are counted from the ledger (OM-17, OM-18)
    7. signals.py          months_recounted: the apps above follow, in the same transaction
    8. numbers.py          the pages read it;  reconciliation/  proves it, every night and on demand
"""
