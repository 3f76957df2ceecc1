"""When two names are the same name. Stored beside each name and unique there."""

import unicodedata

from crm.web.texts.visible import visible_text


def name_key(text: str) -> str:
    """The form in which two spellings of an account's or product's name are equal."""
    return " ".join(unicodedata.normalize("NFKC", visible_text(text)).casefold().split())


def clean_name(text: str) -> str:
    """The name as kept for display: nothing invisible, no outer and repeated blanks."""
    return " ".join(visible_text(text).split())
