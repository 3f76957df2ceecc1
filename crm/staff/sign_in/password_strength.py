"""Whether a password is long enough and hard to guess for whom it is to be (SE-1).

What is easy to guess is said by zxcvbn, whose dictionaries are read when the first password is
chosen: no start and no sign-in waits for them.
"""

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.staff.models import Product, User

LENGTH, LENGTH_OF_ADMINS = 12, 15
# Of 0 to 4: below it, ten thousand guesses a second take less than some hours.
STRONG = 3
# zxcvbn takes the longer the more it looks at: 0.7 s at worst; of 72 signs, made for it, 4.6.
LOOKED_AT = 32
PRODUCT_WORDS = ("omset", "crm")
ACCOUNT_WORDS = ("username", "name", "email")

OWN_WORDS = _("Too easy to guess: it holds words of the account or of this product.")
OTHERWISE = _("Too easy to guess. Several words that do not belong together are harder.")
REASONS: dict[str, Promise] = {
    "repeat": _("Too easy to guess: it repeats itself."),
    "sequence": _("Too easy to guess: it follows an order such as abc or 123."),
    "spatial": _("Too easy to guess: its keys lie side by side on the keyboard."),
    "dictionary": _("Too easy to guess: many people use this password or one like it."),
    "date": _("Too easy to guess: it is a date."),
    "regex": _("Too easy to guess: it is a year."),
}


class LengthValidator:
    """Refuses what is shorter than the role of its owner asks for."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for fewer than 12 characters, of an admin fewer than 15."""
        least = LENGTH_OF_ADMINS if user and user.is_admin else LENGTH
        if len(password) < least:
            text = ngettext(
                "Too short: at least %(least)d character.",
                "Too short: at least %(least)d characters.",
                least,
            )
            raise ValidationError(text % {"least": least}, code="password_too_short")


class StrengthValidator:
    """Refuses what is guessed soon by somebody who knows the account and the product."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError with the reason, which repeats nothing of the password."""
        result = import_module("zxcvbn").zxcvbn(password[:LOOKED_AT], user_inputs=words_of(user))
        if result["score"] < STRONG:
            raise ValidationError(str(_reason(result["sequence"])), code="password_too_easy")


def words_of(user: User | None) -> list[str]:
    """What whoever knows the account, the products and the CRM tries first. One command."""
    texts = [getattr(user, field) or "" for field in ACCOUNT_WORDS] if user else []
    texts += Product.objects.values_list("name", flat=True)
    words = (word for text in texts for word in re.findall(r"\w+", text.casefold()))
    return list(dict.fromkeys([*PRODUCT_WORDS, *words]))


def _reason(matches: list[dict[str, Any]]) -> Promise:
    if any(match.get("dictionary_name") == "user_inputs" for match in _with_inner(matches)):
        return OWN_WORDS
    longest = max(matches, key=lambda match: len(match["token"]))
    return REASONS.get(longest["pattern"], OTHERWISE)


def _with_inner(matches: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The matches, and those of what a repetition repeats."""
    for match in matches:
        yield match
        yield from _with_inner(match.get("base_matches", ()))
