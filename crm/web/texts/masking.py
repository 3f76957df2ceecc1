"""What is left of a phone number for who need not call it."""

MASK = "••••"
SHOWN_DIGITS = 3


def masked(phone: str) -> str:
    """The last three digits behind four dots, or the dots alone; what is masked stays as it is."""
    if not phone or phone.startswith(MASK):
        return phone
    digits = "".join(sign for sign in phone if sign.isdecimal())
    return MASK + (digits[-SHOWN_DIGITS:] if len(digits) > 2 * SHOWN_DIGITS else "")
