"""Addresses that are a secret themselves: no log and no report may have them."""

import re

# What stands for the secret.
MASK = "***"

_patterns: list[re.Pattern[str]] = []


def register(prefix: str) -> None:
    """Hide whatever follows `prefix` in an address, up to its end or its query string."""
    _patterns.append(re.compile(rf"({re.escape(prefix)})[^\s?#\"']+"))


def masked(text: str) -> str:
    """The text without the secrets of the addresses in it."""
    for pattern in _patterns:
        text = pattern.sub(rf"\g<1>{MASK}", text)
    return text
