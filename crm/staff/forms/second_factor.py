"""Codes of an authenticator app, recovery codes, and who confirms that it is them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.staff.forms.passwords import LONGEST_PASSWORD

LONGEST_CODE = 40


def _digits(**more: Any) -> forms.TextInput:
    attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
    return forms.TextInput(attrs=attributes | more)


class CodeForm(forms.Form):
    """What the app shows now, to set it up."""

    code = forms.CharField(
        label=_("The six digits that the app shows"), max_length=LONGEST_CODE, widget=_digits()
    )


class SecondStepForm(forms.Form):
    """What the app shows now, or a recovery code."""

    code = forms.CharField(
        label=_("Code of your authenticator app"),
        max_length=LONGEST_CODE,
        widget=_digits(),
        help_text=_("Is the phone lost? Type one of your recovery codes."),
    )


class OwnPasswordOnceMoreForm(forms.Form):
    """One's password, of whoever has no second factor."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
