"""Which version of a thing somebody was looking at when they decided about it."""

import re

from django.http import HttpRequest

# Stands for a version that nothing ever has.
NO_VERSION = 0


def posted_version(request: HttpRequest) -> int | None:
    """The version in the form or in its address; see read_version."""
    return read_version(request.POST.get("version") or request.GET.get("version", ""))


def read_version(text: str) -> int | None:
    """The version a person was looking at; None if the form has none, NO_VERSION for nonsense."""
    if not text:
        return None
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else NO_VERSION
