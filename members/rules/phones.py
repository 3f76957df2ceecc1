"""Phone numbers: which are numbers, and who sees them whole (RO-7). Pure."""

import re

SHOWN_DIGITS = 3
_WRITTEN = re.compile(r"\+?[\d\s().-]+")


def is_phone(text: str) -> bool:
    """True for 6 to 15 digits in any of the usual notations."""
    return bool(_WRITTEN.fullmatch(text)) and 6 <= len(_digits(text)) <= 15


def masked(phone: str) -> str:
    """The last three digits behind four dots; the dots alone for a short number."""
    if not phone:
        return ""
    digits = _digits(phone)
    return "••••" + (digits[-SHOWN_DIGITS:] if len(digits) > 2 * SHOWN_DIGITS else "")


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())
