"""What people type about accounts: their own, and those that they manage."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from crm.registry.pages import PAGES
from crm.staff.accounts.display_names import is_taken, look_key, mixes_scripts
from crm.staff.forms.passwords import NewPasswordField, check_password
from crm.staff.forms.verb_form import NAME_TAKEN, VerbForm
from crm.staff.models import Role, Theme, User
from crm.staff.rules import roles
from crm.web.forms.fields import NameField, VisibleTextField

username_characters = RegexValidator(
    r"^\w[\w .'-]*$", _("Use letters, digits, blanks and . ' - _ only, a letter or digit first.")
)


class AccountForm(VerbForm):
    """Name and e-mail of an account: `person`, or None for a new one."""

    name = VisibleTextField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        for field in self.fields if person else ():
            self.fields[field].initial = getattr(person, field)

    def clean_name(self) -> str:
        """The name; nobody else is called so, however it is spelled."""
        name = self.cleaned_data["name"]
        self._check_name(name)
        return name

    def _check_name(self, name: str) -> None:
        # Whoever bears an equal name from before may go on and change something else.
        if not name or (self.person and look_key(name) == look_key(self.person.name)):
            return
        if mixes_scripts(name):
            raise forms.ValidationError(_("Use the letters of one script: some look alike."))
        if is_taken(name, besides=self.person):
            raise forms.ValidationError(NAME_TAKEN)

    def clean_email(self) -> str | None:
        """The address in lower case, None for none; nobody else has it in any letter case."""
        email = self.cleaned_data["email"].strip().lower() or None
        others = User.objects.exclude(pk=self.person.pk) if self.person else User.objects
        if email and others.filter(email=email).exists():
            raise forms.ValidationError(_("Another account has this e-mail address."))
        return email


class NewPersonForm(AccountForm):
    """A new account. Only the `assignable` roles are offered (RO-3)."""

    username = NameField(label=_("Username"), max_length=60, validators=[username_characters])
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    field_order = ["username", "name", "email", "role"]

    def __init__(self, *args: Any, assignable: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Shown in lists. Empty: the username.")
        self.fields["username"].widget.attrs["autocomplete"] = "off"
        offer(self.fields["role"], assignable)

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.named(username).exists():
            raise forms.ValidationError(_("This username is taken."))
        self._check_name(username)
        return username


class NewPersonWithPasswordForm(NewPersonForm):
    """The same for who runs the server: the command line says the password as well."""

    password = NewPasswordField(label=_("Password"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        person = User(**{field: data.get(field) for field in ("username", "name", "email", "role")})
        check_password(self, "password", person)
        return data


class EditPersonForm(AccountForm):
    """Somebody else's account (RO-2)."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, assignable: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["role"], assignable)


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


def offer(field: forms.Field, assignable: list[str]) -> None:
    """Show only the `assignable` roles. The verb refuses any other that is sent (403)."""
    assert isinstance(field.widget, forms.Select)
    field.widget.choices = [(role, Role(role).label) for role in assignable]
    if roles.STAFF in assignable:
        field.initial = field.initial or roles.STAFF
