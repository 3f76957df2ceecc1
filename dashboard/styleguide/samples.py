"""Made-up things for the style guide to show; nothing here is stored or counted."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.staff.rules import roles
from crm.web.forms.fields import DateInput
from crm.web.lists import months
from crm.web.lists.paging import Page
from loyalty.accounts.digital_cards import qr_code
from loyalty.rules.barcodes import ean13_bars
from loyalty.rules.cards import card_number
from omset.models import DepositorKind, Status

DAY = date(2026, 11, 20)
# In the prefix of cards that stand in no shop.
CARD = "2900000000018"
SUMS = (8_090, 3_400, 11_940, 0, 6_270, 9_150, None, 7_780, 4_310, 10_020)


class SampleDeposit(NamedTuple):
    pk: int
    date: date
    customer: str
    kind: str | None
    status: str
    total: Decimal
    note: str


DEPOSITS = [
    SampleDeposit(
        pk=pk,
        date=DAY,
        customer=customer,
        kind=kind,
        status=status,
        total=Decimal(total),
        note=note,
    )
    for pk, (customer, kind, status, total, note) in enumerate(
        (
            ("siska826", DepositorKind.NDP, Status.APPROVED, 850_000, "promo akhir pekan"),
            ("lukman558", DepositorKind.RDP, Status.APPROVED, 1_250_000, ""),
            ("agungputra239", None, Status.PENDING, 330_000, "BCA"),
            ("dina_ayu99", None, Status.DECLINED, 220_000, "OVO"),
        ),
        start=1,
    )
]


class SampleForm(forms.Form):
    customer = forms.CharField(label=_("Customer"), max_length=8)
    date = forms.DateField(label=_("Date"), widget=DateInput, help_text=_("Not after today."))
    status = forms.ChoiceField(
        label=_("Status"), choices=DepositorKind.choices, widget=forms.RadioSelect
    )
    approval = forms.ChoiceField(label=_("Approval"), choices=Status.choices)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea({"rows": 3}), required=False)
    notify = forms.BooleanField(label=_("Tell the staff member"), required=False)

    def clean(self) -> None:
        raise forms.ValidationError(_("Nothing was saved: two fields are not right yet."))


class SampleFilter(forms.Form):
    search = forms.CharField(
        label=_("Customer"), required=False, widget=forms.TextInput({"type": "search"})
    )
    approval = forms.ChoiceField(label=_("Approval"), choices=Status.choices, required=False)


def samples(query: Mapping[str, str]) -> dict:
    """What the examples are made of: `?sort=` and `?month=` of the address work."""
    sort = query.get("sort", "-total")
    typed = {
        "sample-customer": "longer than it may be",
        "sample-status": DepositorKind.NDP,
        "sample-notify": "on",
    }
    return {
        "rows": sorted(DEPOSITS, key=lambda row: row.total, reverse=sort.startswith("-")),
        "sort": sort,
        "page": Page(DEPOSITS, next="2", previous="1"),
        "kinds": [*DepositorKind.values, None],
        "statuses": Status.values,
        "roles": list(roles.LEVELS),
        "sample_form": SampleForm(typed, prefix="sample"),
        "sample_filter": SampleFilter(prefix="filter"),
        "months": months.months(query.get("month", ""), first=date(2026, 1, 1), last=DAY),
        "points": [_point(day, thousands) for day, thousands in enumerate(SUMS, start=1)],
        "zero": 0,
        "fall": Decimal("-12.5"),
        "rise": Decimal(8),
        "card_number": CARD,
        "bars": ean13_bars(card_number(CARD)),
        "qr": qr_code("https://crm.example/join/"),
    }


def _point(day: int, thousands: int | None) -> dict:
    value = None if thousands is None else Decimal(thousands * 1000)
    return {"label": f"{day} Nov", "value": value, "url": "#charts"}
