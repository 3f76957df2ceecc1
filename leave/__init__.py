"""Leave, breaks, attendance and fees: derived from events, and right over midnight.

- `rules/`: what a day is, what leave costs a month, in which state a request is. Pure.
- `models/`: requests, the rows at which verbs of one month or of one team's day line up,
  closed days, breaks, check-ins, fees.
- `locks.py`: those rows, written first by each verb.
- `requests/`: asking for leave and deciding about it (LV-1 to LV-7).
- `calendar/`: which days are closed, everybody's month; `feeds/`: it for other programs.
- `breaks/`: short breaks of a shift (IZ-1 to IZ-3). `attendance/`: check-in and lateness (AT-1
  to AT-4).
- `fees/`: what lateness and breaks cost, and what was paid (FE-1 to FE-3).
- `reads.py`: a month's balance, as every page and command shows it.
- `views/`, `urls.py`: the pages. `policies.py`, `registration.py`, `receivers.py`: what the floor
  decides, what the app brings, what it does when people change.
- `demo/`: two months of made-up people, for `manage.py demo`.

It knows neither members nor deposits nor bonuses: they ask crm/registry/absences.py.
"""
