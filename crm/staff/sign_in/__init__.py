"""Signing in: with what, how often it may fail, from which browser, and for how long.

The backend stands here too: every session names it by this path.
"""

from crm.staff.sign_in.backend import NameOrEmailBackend

__all__ = ["NameOrEmailBackend"]
