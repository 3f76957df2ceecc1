"""What people type about accounts and products."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db import IntegrityError
from django.forms import Form
from django.utils.translation import gettext_lazy as _

from crm.registry.pages import PAGES
from crm.staff import roles
from crm.staff.display_names import NameTaken, is_taken, look, mixes_scripts
from crm.staff.models import Product, Role, Theme, User
from crm.web.forms import NameField, PlainField

LONGEST_PASSWORD = 1000
TAKEN = _("Somebody else has this name already.")
plain_name = RegexValidator(
    r"^\w[\w .'-]*$", _("Use letters, digits, blanks and . ' - _ only, a letter or digit first.")
)


def new_password_field(label: str):
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=widget,
        help_text=_("At least 12 characters; common passwords are refused."),
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


class VerbForm(forms.Form):
    """A form whose fields are the arguments of one verb."""

    def apply(self, verb: str, *args: Any, **more: Any):
        """What `verb` returns, or None and an error if a name or e-mail was taken meanwhile."""
        try:
            return verb(*args, **self.cleaned_data, **more)
        except NameTaken:
            self.add_error("name", TAKEN)
            return None
        except IntegrityError:
            self.add_error(None, _("Somebody else took this name or e-mail a moment ago."))
            return None


class AccountForm(VerbForm):
    """Name and e-mail of an account: `person`, or None for a new one."""

    name = PlainField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        for field in self.fields if person else ():
            self.fields[field].initial = getattr(person, field)

    def clean_name(self):
        """The name; nobody else is called so, however it is spelled."""
        name = self.cleaned_data["name"]
        self._check_name(name)
        return name

    def _check_name(self, name: str) -> None:
        # Whoever bears an equal name from before may go on and change something else.
        if not name or (self.person and look(name) == look(self.person.name)):
            return
        if mixes_scripts(name):
            raise forms.ValidationError(_("Use the letters of one script: some look alike."))
        if is_taken(name, but=self.person):
            raise forms.ValidationError(TAKEN)

    def clean_email(self):
        """The address in lower case, None for none; nobody else has it in any letter case."""
        email = self.cleaned_data["email"].strip().lower() or None
        others = User.objects.exclude(pk=self.person.pk) if self.person else User.objects
        if email and others.filter(email=email).exists():
            raise forms.ValidationError(_("Another account has this e-mail address."))
        return email


class NewPersonForm(AccountForm):
    """A new account. The roles offered are those that `offered` names (RO-3)."""

    username = NameField(label=_("Username"), max_length=60, validators=[plain_name])
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    password = new_password_field(_("Password"))
    field_order = ["username", "name", "email", "role", "password"]

    def __init__(self, *args: Any, offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Shown in lists. Empty: the username.")
        self.fields["username"].widget.attrs["autocomplete"] = "off"
        offer(self.fields["role"], offered)

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.named(username).exists():
            raise forms.ValidationError(_("This username is taken."))
        self._check_name(username)
        return username

    def clean(self):
        data = super().clean()
        person = User(**{field: data.get(field) for field in ("username", "name", "email")})
        check_password(self, "password", person)
        return data


class EditPersonForm(AccountForm):
    """Somebody else's account (RO-2)."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["role"], offered)


class ProfileForm(AccountForm):
    """One's own account (RO-8)."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As the browser")), *settings.LANGUAGES],
        required=False,
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)


class PagesForm(forms.Form):
    """The pages that an admin may not open (RO-5)."""

    blocked_pages = forms.MultipleChoiceField(
        label=_("Blocked pages"),
        # Asked when a form is made: not every app has registered its pages when this is read.
        choices=lambda: list(PAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class NewPasswordForm(forms.Form):
    """A new password for `person`."""

    password = new_password_field(_("New password"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        check_password(self, "password", self.person)
        return data


class OwnPasswordForm(NewPasswordForm):
    """A new password for oneself; the current one proves that it is oneself."""

    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    password = new_password_field(_("New password"))
    repeated = forms.CharField(
        label=_("New password once more"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["current", "password", "repeated"]

    def clean_current(self):
        current = self.cleaned_data["current"]
        if not self.person.check_password(current):
            raise forms.ValidationError(_("This is not your current password."))
        return current

    def clean(self):
        data = super().clean()
        if {"password", "repeated"} <= data.keys() and data["password"] != data["repeated"]:
            self.add_error("repeated", _("The two new passwords differ."))
        return data


class PeopleFilter(forms.Form):
    """Which accounts a list shows; anything unreadable filters nothing."""

    q = forms.CharField(
        label=_("Search"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("All")), *Role.choices], required=False
    )
    active = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), ("yes", _("Active")), ("no", _("Deactivated"))],
        required=False,
    )


class ProductForm(VerbForm):
    """The name of `product`, or of a new one."""

    name = NameField(label=_("Name"), max_length=60)

    def __init__(self, *args: Any, product: Product | None = None, **kwargs: Any) -> None:
        self.product = product
        super().__init__(*args, initial={"name": product.name} if product else None, **kwargs)

    def clean_name(self):
        name = self.cleaned_data["name"]
        same = Product.objects.named(name).first()
        if same and same != self.product:
            raise forms.ValidationError(_("There is a product of this name already."))
        return name


def offer(field, offered: list[str]) -> None:
    """Show only the roles `offered`. A crafted other one is read, and refused by the verb (403)."""
    field.widget.choices = [(role, Role(role).label) for role in offered]
    if roles.STAFF in offered:
        field.initial = field.initial or roles.STAFF


def check_password(form: Form, field: str, person: User) -> None:
    """Add an error to `field` if its password is too weak for `person` (SE-1)."""
    password = form.cleaned_data.get(field)
    if password:
        try:
            validate_password(password, person)
        except forms.ValidationError as error:
            form.add_error(field, error)
