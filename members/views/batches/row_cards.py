"""A row of a batch as one person may see and work it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from bson import ObjectId
from django.db.models import TextChoices
from django.utils import timezone

from crm.staff.accounts.display_names import names_of_everybody
from crm.web.texts.masking import masked
from members.batches.cells import Cell, cells_of
from members.batches.rows import is_taken
from members.models import Batch, DatabaseKind, MemberDatabase, Response, RowStatus, WhatsApp
from members.rules.phones import chat_address


class Choice(NamedTuple):
    """A button: `value` is what it asks for, nothing on the one that is on, which it clears."""

    key: str
    value: str
    label: str
    is_on: bool

    @property
    def pressed(self) -> str:
        """As aria-pressed says it."""
        return "true" if self.is_on else "false"


class RowCard(NamedTuple):
    """A row, and what may be done with it."""

    pk: ObjectId
    batch_id: ObjectId
    number: int
    title: str
    name: str
    phone: str
    whatsapp_url: str
    whatsapp: list[Choice]
    response: list[Choice]
    whatsapp_at: datetime | None
    responded_at: datetime | None
    call_again_on: date | None
    is_due: bool
    # What a form offers: the first date that may be chosen, and the one that is.
    today: date
    call_day: date
    # Bonanza and Member WD rows are validated.
    can_validate: bool
    validation: str
    is_invalid: bool
    invalid_reason: str
    is_taken: bool
    # Who has the customer reserved.
    holder: str
    is_do_not_contact: bool
    cells: list[Cell]

    @property
    def has_marks(self) -> bool:
        """Whether anything stands beside its customer."""
        warned = self.is_taken or self.is_do_not_contact
        return warned or bool(self.call_again_on or self.validation)


class StoredRow(NamedTuple):
    """What an admin's list says of a row that nobody works."""

    pk: ObjectId
    number: int
    title: str
    name: str
    phone: str
    staff_name: str
    invalid_reason: str
    # Deleted for good: its place in the draws is all that is left.
    is_emptied: bool


def stored_rows_of(rows: Iterable[Mapping[str, Any]]) -> list[StoredRow]:
    """Rows as they are stored, for an admin's list."""
    return [
        StoredRow(
            pk=row["_id"],
            number=row["number"],
            title=title_of(row),
            name=row["name"],
            phone=row["phone"],
            staff_name=row["staff_name"],
            invalid_reason=row["invalid_reason"],
            is_emptied=not row["cells"],
        )
        for row in rows
    ]


def title_of(row: Mapping[str, Any]) -> str:
    """What a row is called: its customer, else its name, else its place in its file."""
    return row["customer_id"] or row["name"] or f"#{row['number']}"


def row_cards(
    rows: Iterable[Mapping[str, Any]], batch: Batch, *, is_admin: bool = False
) -> list[RowCard]:
    """The cards of stored rows of one batch."""
    rows = list(rows)
    database = MemberDatabase.objects.get(pk=batch.database_id)
    names = names_of_everybody() if any(map(is_taken, rows)) else {}
    return [_card(row, batch, database, names, is_admin=is_admin) for row in rows]


def _card(
    row: Mapping[str, Any],
    batch: Batch,
    database: MemberDatabase,
    names: Mapping[str, str],
    *,
    is_admin: bool,
) -> RowCard:
    taken = is_taken(row)
    # The customer is a colleague's now (RO-7).
    phone = masked(row["phone"]) if taken and not is_admin else row["phone"]
    today = timezone.localdate()
    day = row["call_again_on"].date() if row["call_again_on"] else None
    return RowCard(
        pk=row["_id"],
        batch_id=batch.pk,
        number=row["number"],
        title=title_of(row),
        name=row["name"] if row["customer_id"] else "",
        phone=phone,
        whatsapp_url="" if taken or row["is_do_not_contact"] else chat_address(row["phone"]),
        whatsapp=_choices(WhatsApp, row["whatsapp"]),
        response=_choices(Response, row["response"]),
        whatsapp_at=_instant(row["whatsapp_at"]),
        responded_at=_instant(row["responded_at"]),
        call_again_on=day,
        is_due=day is not None and day <= today,
        today=today,
        call_day=day or today + timedelta(1),
        can_validate=batch.kind != DatabaseKind.NORMAL,
        validation=row["validation"],
        is_invalid=row["status"] == RowStatus.INVALID,
        invalid_reason=row["invalid_reason"],
        is_taken=taken,
        holder=names.get(str(row["reserved_for_id"]), ""),
        is_do_not_contact=row["is_do_not_contact"],
        cells=[] if taken and not is_admin else cells_of(row, database, is_admin=is_admin),
    )


def _instant(stored: datetime | None) -> datetime | None:
    """As the model has it: what is stored is UTC and does not say so."""
    return stored and stored.replace(tzinfo=UTC)


def _choices(choices: type[TextChoices], now: str) -> list[Choice]:
    return [
        Choice(value, "" if value == now else value, str(label), value == now)
        for value, label in choices.choices
    ]
