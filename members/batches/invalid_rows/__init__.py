"""Rows whose customer can not be reached: what staff say, and what comes of it (BZ-4 to BZ-6).

validation   staff say of a row whether it is valid;  policies: what the floor decides
replacement  the next row of the draw comes for it;  alerts: nothing came, admins decide
archive      where invalid rows lie
"""
