"""Forms of members: finding one, what is known of one, and what is done to one."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.staff.models import Product, User
from crm.staff.rules.names import name_key
from crm.web.forms.fields import DateInput, FlatChoiceField, NameField, VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from crm.web.lists.searches import SearchFilter
from loyalty.members.entries import FACTS
from loyalty.members.lists import MISSING
from loyalty.models import CustomerLink, Member, MemberState
from loyalty.rules.cards import LONGEST_NUMBER
from loyalty.rules.consents import Consent, ConsentSubject
from loyalty.rules.identity import Sex
from omset.fields import WrittenDateField

LONGEST_SEARCH = 120
SEXES = {
    Sex.FEMALE: _("Female"),
    Sex.MALE: _("Male"),
    Sex.OTHER: _("Other"),
    Sex.UNKNOWN: _("Unknown"),
}
SUBJECTS = {
    ConsentSubject.PERSONAL_DATA: _("Personal data"),
    ConsentSubject.ADVERTISING: _("Advertising"),
    ConsentSubject.PROFILING: _("Profiling"),
    ConsentSubject.MARKETING: _("Marketing"),
    ConsentSubject.NEWSLETTER: _("Newsletter"),
}
CONSENTS = {Consent.UNKNOWN: _("unknown"), Consent.YES: _("yes"), Consent.NO: _("no")}


def _choices(words: dict) -> list[tuple[str, Any]]:
    return [(each.value, word) for each, word in words.items()]


class MemberFilter(SearchFilter):
    """Which members a list shows; anything unreadable filters nothing."""

    q = forms.CharField(
        label=_("Card, name, e-mail or phone"),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = FlatChoiceField(
        label=_("State"),
        choices=[
            ("", _("All")),
            *MemberState.choices,
            (MISSING, _("Not in the newest registry")),
        ],
        required=False,
    )
    # The tabs of the page.
    programme = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why something is done, which its history keeps."""

    reason = VisibleTextField(label=_("Reason"), max_length=LONGEST_REASON)


class MemberFactsForm(forms.Form):
    """What is known of a member (LM-4)."""

    name = VisibleTextField(label=_("Name"), max_length=80, required=False)
    surname = VisibleTextField(label=_("Surname"), max_length=80, required=False)
    sex = FlatChoiceField(label=_("Sex"), choices=_choices(SEXES))
    birth_date = WrittenDateField(label=_("Date of birth"), required=False, widget=DateInput)
    email = VisibleTextField(label=_("E-mail"), max_length=254, required=False)
    phone = VisibleTextField(label=_("Phone"), max_length=40, required=False)
    place = VisibleTextField(label=_("Place"), max_length=80, required=False)
    street = VisibleTextField(label=_("Street"), max_length=120, required=False)
    house_number = VisibleTextField(label=_("House number"), max_length=20, required=False)
    postcode = VisibleTextField(label=_("Postcode"), max_length=20, required=False)
    province = VisibleTextField(label=_("Province"), max_length=80, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def facts(self) -> dict[str, Any]:
        """What was typed; only after validation."""
        typed = {name: self.cleaned_data[name] for name in FACTS}
        return typed | {"sex": Sex(typed["sex"])}


class NewMemberForm(MemberFactsForm):
    """A new member, with a card that is at hand or a minted one (LM-10)."""

    card = forms.CharField(
        label=_("Card number"),
        max_length=LONGEST_NUMBER + 20,
        required=False,
        help_text=_("Without one a number is minted."),
    )
    field_order = ["name", "surname", "card"]


class StateForm(ReasonForm):
    """How a member is from now on."""

    state = FlatChoiceField(label=_("State"), choices=MemberState.choices)
    field_order = ["state", "reason"]


class CardForm(ReasonForm):
    """A card that nobody has."""

    card = forms.CharField(label=_("Card number"), max_length=LONGEST_NUMBER + 20)
    field_order = ["card", "reason"]


class LinkForm(ReasonForm):
    """A customer of the CRM, in one product or in all of the programme (LM-12)."""

    customer = NameField(
        label=_("Customer"), max_length=CustomerLink._meta.get_field("customer_id").max_length
    )
    product = FlatChoiceField(label=_("Product"), required=False)
    field_order = ["customer", "product", "reason"]

    def __init__(self, products: Iterable[Product], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.products = {str(product.pk): product for product in products}
        names = [(pk, product.name) for pk, product in self.products.items()]
        every = ("", _("All products of the programme"))
        cast(forms.ChoiceField, self.fields["product"]).choices = [every, *names]

    def clean_product(self) -> Product | None:
        """None for all of them."""
        return self.products.get(self.cleaned_data["product"])


class ConsentForm(ReasonForm):
    """What a member has said about one consent, as an admin writes it down (LM-6)."""

    subject = FlatChoiceField(label=_("Consent"), choices=_choices(SUBJECTS))
    consent = FlatChoiceField(label=_("Says"), choices=_choices(CONSENTS))
    field_order = ["subject", "consent", "reason"]


class OwnForm(ReasonForm):
    """Whose own record it is among colleagues (LM-18)."""

    username = VisibleTextField(
        label=_("Username of the colleague"),
        max_length=60,
        required=False,
        help_text=_("Empty: it is nobody's."),
    )
    field_order = ["username", "reason"]

    def clean_username(self) -> User | None:
        """The colleague; None for nobody's."""
        username = self.cleaned_data["username"]
        if not username:
            return None
        colleague = User.objects.active().filter(username_key=name_key(username)).first()
        if colleague is None:
            raise forms.ValidationError(gettext("There is no active account of this name."))
        return colleague


class MergeForm(ReasonForm):
    """Into whom: by a card or the number of the member."""

    into = forms.CharField(label=_("Into the member with the card"), max_length=LONGEST_NUMBER + 20)
    field_order = ["into", "reason"]


def initial_of(member: Member) -> dict[str, Any]:
    """What the fields of a member's form hold."""
    return {name: getattr(member, name) for name in (*FACTS, "version")}
