"""The columns of a table of deposits: what each is called and what its cells say."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crm.web.cached_reverse import cached_reverse_of
from crm.web.lists.paging import Page, page_of
from crm.web.templatetags.formats import day, decimal, rupiah
from crm.web.templatetags.shell import badge
from omset.models import OmsetRecord


class ListedDeposit(NamedTuple):
    """What the columns, and the box beside them, say of a record: under the names that it has."""

    id: ObjectId
    version: int
    date: date
    staff_name: str
    product_name: str
    customer_id: str
    kind: str | None
    nominal: Decimal
    multiplier: Decimal
    total: Decimal
    note: str
    status: str
    is_unseen: bool

    @property
    def pk(self) -> ObjectId:
        return self.id

    def get_absolute_url(self) -> str:
        return cached_reverse_of("omset:record", self.id)


class DepositColumn(NamedTuple):
    name: str
    label: str | Promise
    # Text as it is, or safe HTML.
    cell: Callable[[ListedDeposit | OmsetRecord], str]
    css: str = ""
    # Without it a row would not say what it is about.
    always: bool = False
    # Says nothing on the card of a deposit that is one form.
    multiplied: bool = False


def _customer(record: ListedDeposit | OmsetRecord) -> SafeString:
    return format_html(
        '<a class="link" href="{}">{}</a>', record.get_absolute_url(), record.customer_id
    )


def _approval(record: ListedDeposit | OmsetRecord) -> str:
    state = badge("status", record.status)
    if not record.is_unseen:
        return state
    mark = '{}<br><span class="text-warning">{}</span>'
    return format_html(mark, state, _("not seen by a second person"))


DEPOSIT_COLUMNS = (
    DepositColumn("date", _("Date"), lambda record: day(record.date), css="nowrap", always=True),
    DepositColumn("staff", _("Staff"), lambda record: record.staff_name),
    DepositColumn("product", _("Product"), lambda record: record.product_name),
    DepositColumn("customer", _("Customer"), _customer, css="lead", always=True),
    DepositColumn("kind", _("Status"), lambda record: badge("kind", record.kind)),
    DepositColumn(
        "nominal", _("Nominal"), lambda record: rupiah(record.nominal), css="num", multiplied=True
    ),
    DepositColumn(
        "multiplier",
        _("Multiplier"),
        lambda record: decimal(record.multiplier),
        css="num",
        multiplied=True,
    ),
    DepositColumn(
        "total", _("Total"), lambda record: rupiah(record.total), css="num total", always=True
    ),
    DepositColumn("note", _("Note"), lambda record: record.note, css="note max-sm:order-last"),
    DepositColumn("approval", _("Approval"), _approval),
)
OPTIONAL = {column.name: column.label for column in DEPOSIT_COLUMNS if not column.always}


def page_of_deposits(records: QuerySet, cursor: str) -> Page:
    """The page at `cursor`, the newest first, with no more of the records than a table shows.

    So it is read in half the time. Raises BadCursor.
    """
    page = page_of(
        records.values_list(*ListedDeposit._fields, named=True), cursor, by=("date", "id")
    )
    return replace(page, rows=[ListedDeposit(*row) for row in page.rows])


def columns_for(hidden: Iterable[str], *, own: bool = False) -> list[DepositColumn]:
    """The columns that are left when some are hidden.

    Where all records are the reader's `own`, a card does not say whose each of them is.
    """
    left = [column for column in DEPOSIT_COLUMNS if column.always or column.name not in hidden]
    return [
        column._replace(css="no-card") if own and column.name == "staff" else column
        for column in left
    ]
