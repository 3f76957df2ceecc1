"""Signing in: with what, how often it may fail, from which browser, for how long, asked again when.

The backend stands here too: every session names it by this path.
"""

from crm.staff.sign_in.backend import NameOrEmailBackend

__all__ = ["NameOrEmailBackend"]
