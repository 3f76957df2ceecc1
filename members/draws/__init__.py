"""Draws: who gets which rows of a database, in an order that nobody chose and everybody can check.

- `take.py`: the one verb that takes rows out of a pool; `candidates.py`: which rows are next, and
  what is passed over.
- `requests.py`: asking, approving, rejecting; `held.py`: the rows that a request holds;
  `approval.py`: what is approved at once; `hoarding.py`: who may ask for no more.
- `assignment.py`: an admin draws for somebody.
- `idle.py`: rows that nobody works go back.
- `proof.py`: every draw computed again from the log (members/rules/replay.py).
- `reads.py`, `forms.py`: for pages.
- `policies.py`, `registration.py`, `receivers.py`: what the floor decides, what the wing brings,
  what it does when people and products change.
"""
