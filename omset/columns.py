"""The columns of a table of deposits: what each is called and what its cells say."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crm.web.templatetags.formats import day, decimal, rupiah
from crm.web.templatetags.shell import badge
from omset.models import OmsetRecord


class Column(NamedTuple):
    name: str
    label: str
    # Text as it is, or safe HTML.
    cell: Callable[[OmsetRecord], str]
    css: str = ""
    # Without it a row would not say what it is about.
    always: bool = False
    # Says nothing on the card of a deposit that is one form.
    multiplied: bool = False


def _customer(record) -> SafeString:
    return format_html(
        '<a class="link" href="{}">{}</a>', record.get_absolute_url(), record.customer_id
    )


COLUMNS = (
    Column("date", _("Date"), lambda record: day(record.date), "nowrap", always=True),
    Column("staff", _("Staff"), lambda record: record.staff_name),
    Column("product", _("Product"), lambda record: record.product_name),
    Column("customer", _("Customer"), _customer, "lead", always=True),
    Column("kind", _("Status"), lambda record: badge("kind", record.kind)),
    Column("nominal", _("Nominal"), lambda record: rupiah(record.nominal), "num", multiplied=True),
    Column(
        "multiplier",
        _("Multiplier"),
        lambda record: decimal(record.multiplier),
        "num",
        multiplied=True,
    ),
    Column("total", _("Total"), lambda record: rupiah(record.total), "num total", always=True),
    Column("note", _("Note"), lambda record: record.note, "note max-sm:order-last"),
    Column("approval", _("Approval"), lambda record: badge("status", record.status)),
)
OPTIONAL = {column.name: column.label for column in COLUMNS if not column.always}

# What the columns and the box beside them say of a record.
FIELDS = (
    *("id", "version", "date", "staff_name", "product_name", "customer_id", "kind"),
    *("nominal", "multiplier", "total", "note", "status"),
)


def listed(records: QuerySet) -> QuerySet:
    """The same records with no more than a table shows of them: half the time to read."""
    return records.only(*FIELDS)


def shown(hidden: Iterable[str], *, own=False) -> list[Column]:
    """The columns that are left when some are hidden.

    Where all records are the reader's `own`, a card does not say whose each of them is.
    """
    left = [column for column in COLUMNS if column.always or column.name not in hidden]
    return [
        column._replace(css="no-card") if own and column.name == "staff" else column
        for column in left
    ]
