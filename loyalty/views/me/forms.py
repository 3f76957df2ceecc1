"""What members type. Each form has its named fields only; others are noted, not read (LS-7)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.registry import secret_addresses
from crm.staff.forms.passwords import LONGEST_PASSWORD
from crm.staff.history import note_access
from crm.web.forms.reasons import LONGEST_REASON
from crm.web.templatetags import formats
from crm.web.texts.visible import visible_text
from loyalty.accounts.contacts import contact_somewhere
from loyalty.accounts.sign_in.passwords import SHORTEST, is_password_of, refuse_weak
from loyalty.models import ConsentStatement, Member, MemberAccount, Programme
from loyalty.rules.cards import LONGEST_NUMBER
from loyalty.rules.consents import Consent, ConsentSubject
from loyalty.rules.identity import Sex

# Of every form, and no fields of it.
FRAME = {"csrfmiddlewaretoken", "next"}
# So much of what strangers call their fields is kept.
MOST_NAMES, LONGEST_NAME = 10, 30
# Blanks and hyphens that stand between the digits.
LONGEST_TYPED_CARD = 2 * LONGEST_NUMBER
LABELS_OF_CONSENTS = {
    ConsentSubject.PERSONAL_DATA: _("Use of my personal data"),
    ConsentSubject.ADVERTISING: _("Advertising"),
    ConsentSubject.PROFILING: _("Profiling"),
    ConsentSubject.MARKETING: _("Marketing"),
    ConsentSubject.NEWSLETTER: _("Newsletter"),
}
CONSENTS = [
    (Consent.UNKNOWN.value, _("Not said")),
    (Consent.YES.value, _("Yes")),
    (Consent.NO.value, _("No")),
]
SEXES = [
    (Sex.UNKNOWN.value, _("Not said")),
    (Sex.FEMALE.value, _("Female")),
    (Sex.MALE.value, _("Male")),
    (Sex.OTHER.value, _("Other")),
]
NOTHING_SAID: Mapping[str, ConsentStatement] = MappingProxyType({})


class VisibleField(forms.CharField):
    """A text as people see it."""

    def to_python(self, value: Any) -> str:
        return visible_text(super().to_python(value) or "")


def _how_to_choose() -> str:
    return gettext("At least %(count)s characters; hard to guess.") % {"count": SHORTEST}


# A text with a number in it would otherwise be of the language in which the module was read.
HOW_TO_CHOOSE = lazy(_how_to_choose, str)()


class PasswordField(forms.CharField):
    """A password, new or present."""

    def __init__(self, *, new: bool, **options: Any) -> None:
        kind = "new-password" if new else "current-password"
        widget = forms.PasswordInput(attrs={"autocomplete": kind})
        if new:
            options.setdefault("help_text", HOW_TO_CHOOSE)
        super().__init__(strip=False, max_length=LONGEST_PASSWORD, widget=widget, **options)


class ContactField(forms.CharField):
    """One box for an e-mail or a phone."""

    def __init__(self) -> None:
        super().__init__(label=_("E-mail or phone"), max_length=254)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        contact_somewhere(typed)
        return typed


class SignInForm(forms.Form):
    """One box: card number, e-mail or phone (LS-10)."""

    name = forms.CharField(
        label=_("Card number, e-mail or phone"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = PasswordField(label=_("Password"), new=False)


class _ChoosingForm(forms.Form):
    """A form in which a password is chosen; `own_words` are fields that it must not repeat."""

    own_words: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "password" in data:
            try:
                refuse_weak(data["password"], *(data.get(name, "") for name in self.own_words))
            except ValidationError as error:
                self.add_error("password", error)
        return data


class ClaimForm(_ChoosingForm):
    """Way A: a card of the registry and its surname."""

    card = forms.CharField(
        label=_("Card number"),
        max_length=LONGEST_TYPED_CARD,
        help_text=_("It stands on the card, under the bars."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    surname = VisibleField(
        label=_("Surname"),
        max_length=80,
        help_text=_("As the shop knows it. Your whole name, if you have one name only."),
    )
    contact = ContactField()
    password = PasswordField(label=_("Password"), new=True)
    own_words = ("surname", "contact")


class SignUpForm(_ChoosingForm):
    """Way B: somebody new."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    name = VisibleField(label=_("Name"), max_length=80)
    surname = VisibleField(label=_("Surname"), max_length=80, required=False)
    contact = ContactField()
    place = VisibleField(label=_("Place"), max_length=80)
    password = PasswordField(label=_("Password"), new=True)
    own_words = ("name", "contact")

    def __init__(self, *args: Any, programme: Programme | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        every = Programme.objects.order_by("name_key")
        self.only = programme or (every[0] if len(every) == 1 else None)
        field = self.fields["programme"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = every
        if self.only:
            del self.fields["programme"]

    @property
    def chosen_programme(self) -> Programme:
        """Which programme it is, where there is a choice the chosen one."""
        return self.only or self.cleaned_data["programme"]


class NameForm(forms.Form):
    """Who has forgotten the password, or has none yet."""

    name = forms.CharField(label=_("Card number, e-mail or phone"), max_length=254)


class PasswordForm(_ChoosingForm):
    """A password by a one-time link."""

    password = PasswordField(label=_("New password"), new=True)


class CurrentPasswordForm(forms.Form):
    """Who is signed in says so once more."""

    current = PasswordField(label=_("Current password"), new=False)

    def __init__(self, *args: Any, account: MemberAccount, **options: Any) -> None:
        self.account = account
        super().__init__(*args, **options)

    def clean_current(self) -> str:
        current = self.cleaned_data["current"]
        if not is_password_of(self.account, current):
            raise ValidationError(_("This is not your current password."))
        return current


class OwnPasswordForm(CurrentPasswordForm, PasswordForm):
    """A new password for oneself."""

    field_order = ["current", "password"]


class DisputeForm(forms.Form):
    """Whose card was taken: who she is, where she is reached, what happened."""

    card = forms.CharField(label=_("Card number"), max_length=LONGEST_TYPED_CARD)
    surname = VisibleField(label=_("Surname"), max_length=80)
    contact = ContactField()
    text = VisibleField(
        label=_("What happened?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContactForm(forms.Form):
    """A contact of one's own account."""

    contact = ContactField()


class ProfileForm(forms.ModelForm):
    """What the programme knows of oneself, contacts apart; `fixed` are no fields of it (LS-6)."""

    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    # What was looked at: somebody else may change it meanwhile.
    version = forms.IntegerField(widget=forms.HiddenInput())

    class Meta:
        model = Member
        fields = [
            "name",
            "surname",
            "sex",
            "birth_date",
            "place",
            "street",
            "house_number",
            "postcode",
            "province",
        ]

    def __init__(self, *args: Any, fixed: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in fixed:
            del self.fields[name]


class ConsentsForm(forms.Form):
    """Each consent in its three states; `said` has the last statement about each (LA-7)."""

    def __init__(
        self, *args: Any, said: Mapping[str, ConsentStatement] = NOTHING_SAID, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for subject, label in LABELS_OF_CONSENTS.items():
            field = forms.ChoiceField(label=label, choices=CONSENTS)
            if last := said.get(subject.value):
                field.help_text = _("Since %s.") % formats.day(timezone.localdate(last.at))
                field.initial = last.consent
            self.fields[subject.name.lower()] = field


def note_unknown_fields(request: HttpRequest, form: forms.Form | forms.ModelForm) -> None:
    """Write a security event about fields that the form does not have; nothing reads them."""
    unknown = sorted(set(request.POST) - set(form.fields) - FRAME)
    if unknown:
        names = [name[:LONGEST_NAME] for name in unknown[:MOST_NAMES]]
        page = secret_addresses.masked(request.path)
        note_access("fields ignored", None, page=page, fields=", ".join(names))
