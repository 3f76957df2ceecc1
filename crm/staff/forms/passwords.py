"""Passwords: signing in, and new ones (SE-1)."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.forms import Form
from django.utils.translation import gettext_lazy as _

from crm.staff.models import User

LONGEST_PASSWORD = 1000


class NewPasswordField(forms.CharField):
    """Where a password is chosen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            strip=False,
            max_length=LONGEST_PASSWORD,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            help_text=_("At least 12 characters, 15 for admins; hard to guess."),
            **options,
        )


class SignInForm(forms.Form):
    """The interface of /login/: `username` and `password`."""

    username = forms.CharField(
        label=_("Username or e-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """A new password for `person`."""

    password = NewPasswordField(label=_("New password"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        super().clean()
        check_password(self, "password", self.person)
        return self.cleaned_data


class RepeatedPasswordForm(NewPasswordForm):
    """A new password, typed twice."""

    repeated = forms.CharField(
        label=_("New password once more"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if {"password", "repeated"} <= data.keys() and data["password"] != data["repeated"]:
            self.add_error("repeated", _("The two new passwords differ."))
        return data


class OwnPasswordForm(RepeatedPasswordForm):
    """A new password for oneself; the current one proves that it is oneself."""

    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ["current", "password", "repeated"]

    def clean_current(self) -> str:
        current = self.cleaned_data["current"]
        if not self.person.check_password(current):
            raise forms.ValidationError(_("This is not your current password."))
        return current


def check_password(form: Form, field: str, person: User) -> None:
    """Add an error to `field` if its password is too weak for `person` (SE-1)."""
    password = form.cleaned_data.get(field)
    if password:
        try:
            validate_password(password, person)
        except forms.ValidationError as error:
            form.add_error(field, error)
