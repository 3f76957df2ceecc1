"""How reservations end, and what is left of them (RS-16 to RS-24).

ending   the one function that ends a reservation, whatever the cause
expiry   the run of 00:01;  leavers: what somebody who leaves has in hand
archive  what has ended;  restoring: it begins again
"""
