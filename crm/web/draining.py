"""A web server that is about to be replaced says so before it stops (OP-9)."""

from pathlib import Path

from django.conf import settings

from crm.registry.readiness import NotServing


def why_draining() -> NotServing | None:
    """While the file of DRAIN_FILE is there, whoever spreads requests sends none any more."""
    if settings.DRAIN_FILE and Path(settings.DRAIN_FILE).exists():
        return NotServing("draining", f"{settings.DRAIN_FILE} is there")
    return None
