"""The parts of a batch's rows that are counted and listed alone: each is said once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import DatabaseKind, Response, RowStatus, Validation, WhatsApp

# What is true of a row, as MongoDB computes it; today's date, as dates are stored, goes in.
Expression = dict[str, Any]


@dataclass(frozen=True)
class Share:
    """Rows of which `expression(today)` is true. Two kinds of databases may have one `key`."""

    key: str
    label: str | Promise
    expression: Callable[[datetime], Expression]
    # The kinds of databases that have it.
    kinds: tuple[str, ...] = tuple(DatabaseKind.values)

    @property
    def name(self) -> str:
        """What it is called among all shares."""
        return f"{self.key}_{self.kinds[0]}"


VALIDATED = (DatabaseKind.BONANZA.value, DatabaseKind.WD.value)
NORMAL = (DatabaseKind.NORMAL.value,)


def _is(column: str, value: str) -> Callable[[datetime], Expression]:
    return lambda _today: {"$eq": [f"${column}", value]}


def _to_do(column: str) -> Callable[[datetime], Expression]:
    return lambda _today: {"$and": [{"$eq": [f"${column}", ""]}, {"$not": [_TAKEN]}]}


# A colleague has the customer reserved: shown, and not worked (RS-8).
_TAKEN: Expression = {"$not": [{"$in": ["$reserved_for_id", [None, "$staff_id"]]}]}

SHARES = (
    Share("todo", _("To do"), _to_do("whatsapp"), NORMAL),
    Share("todo", _("To do"), _to_do("validation"), VALIDATED),
    Share(
        "call",
        _("Call again"),
        lambda today: {
            "$and": [{"$gt": ["$call_again_on", None]}, {"$lte": ["$call_again_on", today]}]
        },
    ),
    Share("ada", _("On WhatsApp"), _is("whatsapp", WhatsApp.EXISTS.value)),
    Share("ceklis1", _("One tick"), _is("whatsapp", WhatsApp.ONE_TICK.value)),
    Share("tidak", _("Not on WhatsApp"), _is("whatsapp", WhatsApp.NONE.value)),
    Share("responded", _("Responded"), _is("response", Response.YES.value)),
    Share("silent", _("No response"), _is("response", Response.NO.value)),
    Share("valid", _("Valid"), _is("validation", Validation.VALID.value), VALIDATED),
    Share("invalid", _("Invalid"), _is("status", RowStatus.INVALID.value), VALIDATED),
    Share("taken", _("Taken by a reservation"), lambda _today: _TAKEN),
)


def shares_of(kind: str) -> list[Share]:
    """The shares that batches of a kind have, in their order."""
    return [share for share in SHARES if kind in share.kinds]


def share_of(kind: str, key: str) -> Share | None:
    """The share with this key; None for all rows."""
    return next((share for share in shares_of(kind) if share.key == key), None)
