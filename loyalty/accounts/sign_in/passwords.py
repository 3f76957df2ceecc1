"""Passwords of members: at least 8 characters, hard to guess, Argon2 (LS-11)."""

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import NumericPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.staff.models import User
from crm.staff.sign_in.password_strength import StrengthValidator
from loyalty.models import MemberAccount

SHORTEST = 8


def refuse_weak(password: str, *own_words: str) -> None:
    """Raise ValidationError for a password that is short, common, or made of one's own words."""
    if len(password) < SHORTEST:
        raise ValidationError(_("Too short: at least %s characters.") % SHORTEST)
    NumericPasswordValidator().validate(password)
    name, email = (*own_words, "", "")[:2]
    StrengthValidator().validate(password, User(username="", name=name, email=email))


def is_password_of(account: MemberAccount | None, password: str) -> bool:
    """Whether it is the account's. Of no account it costs the same one hash (LS-12)."""
    if account is None:
        make_password(password)
        return False
    return check_password(password, account.password)
