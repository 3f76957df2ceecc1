"""When two spellings are one customer (G-5). Pure; applied once, on write."""

import re
import unicodedata

_DROPPED = re.compile(r"[^\w-]")


def customer_key(typed: str) -> str:
    """The stored form of a customer id: equal keys are one customer, anything else is not."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return _DROPPED.sub("", folded) or typed.strip().casefold()
