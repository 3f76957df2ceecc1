"""The second thing that proves who signs in: a code of an authenticator app (issue 15, item 3).

- `authenticator_codes`: which codes are right, each works once; also for check-ins.
- `recovery_codes`: ten for a lost phone; `verbs`: set up, checked, reset.
- `requirement`: who must have one, and from when on.
"""
