"""Begins tracing in a process where the setting asks for it; without it nothing is loaded."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NEEDED = "opentelemetry"


def begin_tracing() -> bool:
    """Whether this process sends spans from now on; before Django reads its middleware.

    Raises ImproperlyConfigured where it is switched on and not installed.
    """
    if not settings.TRACING_ENDPOINT:
        return False
    if find_spec(NEEDED) is None:
        text = "OTEL_EXPORTER_OTLP_ENDPOINT is set: install requirements-tracing.txt"
        raise ImproperlyConfigured(text)
    import_module("crm.metrics.tracing").begin()
    return True
