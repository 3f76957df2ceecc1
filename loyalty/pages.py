"""Registering a page of loyalty: while loyalty is switched off it is not there (LM-1)."""

from django.utils.functional import Promise

from crm.registry import pages

# The setting without which there is no loyalty.
SETTING = "LOYALTY"


def register(page: str, label: str | Promise, place: int) -> None:
    """Let a master admin block `page` for an admin, as crm/registry/pages.py does."""
    pages.register(page, label, place, setting=SETTING)
