"""What a programme calls its points, in the reader's language (LM-2)."""

from decimal import Decimal

from django.utils.translation import get_language

from crm.web.templatetags import formats
from loyalty.models import Programme


def point_word(programme: Programme, number: int | Decimal = 0) -> str:
    """The word for so many of its points; without a number that for many."""
    language = "id" if get_language() == "id" else "en"
    word: str = getattr(programme, f"{'point' if number == 1 else 'points'}_{language}")
    return word


def in_points(number: int | Decimal, programme: Programme) -> str:
    """So many of its points: `12 stamps`."""
    return f"{formats.decimal(number)} {point_word(programme, number)}"
