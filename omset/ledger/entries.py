"""Entering and correcting deposits. Each verb is one transaction with its recount."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import add_event, changes, event_of, facts
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.notifications.send import ask_admins, settle
from crm.staff.models import Product, User
from crm.staff.usage import refer_to
from crm.web.templatetags.formats import rupiah
from crm.web.texts.visible import visible_text
from members.reservations import holder_of
from members.rules.keys import customer_key
from omset.ledger.limits import beyond_limits
from omset.locks import (
    hang_on_lock,
    lock_after_collision,
    lock_owner_after_collision,
    lock_staff,
)
from omset.models import DepositContent, OmsetRecord, Status, Submission
from omset.rules.deposits import problems
from omset.rules.money import deposit_total
from omset.signals import LedgerEvent

TRACKED = (
    "date",
    "customer_id",
    "nominal",
    "multiplier",
    "total",
    "note",
    "status",
    "is_deleted",
    "is_unseen",
)


class StaleVersion(Exception):
    """Somebody else changed the record since it was read."""

    def __init__(self, record: OmsetRecord) -> None:
        super().__init__(record.version)
        self.record = record


class KeyReused(Exception):
    """The form's key already stands for a deposit with other values."""

    def __init__(self, record: OmsetRecord) -> None:
        super().__init__(record.pk)
        self.record = record


class NotEditable(Exception):
    """A declined or deleted record stays as it is; so does one that is gone."""


@dataclass(frozen=True)
class Entry:
    """What a person states about a deposit. Amounts in rupiah, date in Jakarta."""

    date: date
    customer_id: str
    nominal: Decimal
    multiplier: Decimal = Decimal(1)
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("customer_id", "note"):
            object.__setattr__(self, name, visible_text(getattr(self, name)))

    def check(self) -> None:
        """Raise ValidationError by field if the deposit may not be recorded (OM-1)."""
        fields = asdict(self)
        by_field = problems(day=fields.pop("date"), today=timezone.localdate(), **fields)
        if by_field:
            raise ValidationError(by_field)


def submit(
    entry: Entry, *, by: User, staff: User, product: Product, idempotency_key: str
) -> OmsetRecord:
    """Record a deposit of `staff`; pending if a colleague holds the customer (OM-3 to OM-6).

    Pending as well if it is beyond the limits of what `by` enters (OM-1).

    A repeated key returns the first record and writes nothing. Raises ValidationError, or
    KeyReused if the key already stands for something else, or Gone if `staff` or `product` is.
    """
    entry.check()
    key = f"{by.pk}:{idempotency_key}"
    try:
        return _create(entry, by, staff, product, key)
    except IntegrityError:
        content = DepositContent(staff.pk, product.pk, **asdict(entry))
        # Removed for good since: then the key is free.
        return _earlier(content, key) or _create(entry, by, staff, product, key)


@transactional
def edit(pk: ObjectId, entry: Entry, *, by: User, version: int) -> OmsetRecord:
    """Correct a record as if it were removed and entered anew (OM-9).

    Raises ValidationError, NotEditable, or StaleVersion if `version` is not the stored one.
    """
    entry.check()
    sequence = lock_owner_after_collision(pk)
    record = first_stored(OmsetRecord, {"_id": pk})
    if record is None or not record.is_editable:
        raise NotEditable
    check_version(record, version)
    before, place = facts(record, TRACKED), _substance(record)
    for field, value in asdict(entry).items():
        setattr(record, field, value)
    if _substance(record) != place:
        recheck(record, by)
    write(record, "edit", by=by, before=before, sequence=sequence)
    return record


def conflict_of(staff_id: ObjectId, customer_id: str, product_id: ObjectId) -> dict | None:
    """The colleague's reservation that makes a deposit wait, as evidence to keep (OM-3)."""
    holder = holder_of(customer_key(customer_id), product_id)
    if holder is None or holder.staff_id == staff_id:
        return None
    return {
        "reservation": str(holder.pk),
        "staff": str(holder.staff_id),
        "staff_name": holder.staff_name,
        "customer_id": holder.customer_id,
        "since": holder.approved_at and holder.approved_at.isoformat(),
    }


def recheck(record: OmsetRecord, by: User | None = None) -> None:
    """Set (unsaved) whether the record waits, from reservations and limits as they are now.

    The limits are asked of what `by` enters; without one what is decided about them stands.
    One that waits for another reason, because it was imported so, goes on waiting, also when it
    has run into a conflict and out of it again.
    """
    waits = _waits_by_import(record)
    record.conflict = conflict_of(record.staff_id, record.customer_id, record.product_id)
    evidence = [record.conflict]
    if by:
        total = deposit_total(record.nominal, record.multiplier)
        record.beyond_limits = beyond_limits(total, record.date, by)
        evidence.append(record.beyond_limits)
    reasons = [reason for reason in evidence if reason]
    for reason in reasons if waits else ():
        reason["waited"] = True
    record.status = Status.PENDING if waits or reasons else Status.APPROVED
    if record.is_pending:
        record.decided_by_name, record.decided_at, record.is_unseen = "", None, False


def write(
    record: OmsetRecord,
    verb: str,
    *,
    by: User,
    before: dict | None = None,
    reason: str = "",
    sequence: int | None = None,
) -> int:
    """Save with its recount, add the history; the admins have news while it waits (OM-6, NO-2).

    Takes the per-staff lock, unless the verb has it: then `sequence` is the event's place. Returns
    which of the staff member's events it is.
    """
    record.version += before is not None
    record.make_fields()
    before, after = before or {}, facts(record, TRACKED)
    old, new = changes(before, after)
    event = event_of(record, verb, by=by, before=old, after=new, reason=reason)
    if sequence is None:
        sequence = lock_staff(record.staff_id, event)
    else:
        hang_on_lock(record.staff_id, event)
    record.save(event=LedgerEvent(verb=verb, actor=by.name, sequence=sequence))
    add_event(event)
    if _waits(before) and not _waits(after):
        settle(record.pk)
    # Without a reason it was imported waiting: nobody asked for a decision about it.
    if _waits(after) and not _waits(before) and _reasons_to_wait(record):
        _tell_admins(record, sequence)
    return sequence


def check_version(record: OmsetRecord, version: int | None) -> None:
    """Raise StaleVersion unless `version` is absent or the stored one."""
    if version is not None and version != record.version:
        raise StaleVersion(record)


@transactional
def _create(entry: Entry, by: User, staff: User, product: Product, key: str) -> OmsetRecord:
    sequence = lock_after_collision(staff.pk)
    refer_to(staff, product)
    record = OmsetRecord(
        # History names it before it is stored.
        pk=ObjectId(),
        staff=staff,
        staff_name=staff.name,
        product=product,
        product_name=product.name,
        idempotency_key=key,
        created_by_name=by.name,
        **asdict(entry),
    )
    recheck(record, by)
    write(record, "submit", by=by, sequence=sequence)
    return record


def _earlier(content: DepositContent, key: str) -> OmsetRecord | None:
    """The record that the key stands for, whatever has become of it since; None if it is gone.

    Raises KeyReused if it was sent with another content.
    """
    submission = Submission.objects.filter(key=key).first()
    # While a release is rolled out, the one before writes records without a submission.
    place = {"pk": submission.record_id} if submission else {"idempotency_key": key}
    record = OmsetRecord.objects.filter(**place).first()
    if record is None:
        return None
    if content.digest != (submission.content if submission else record.content.digest):
        raise KeyReused(record)
    return record


def _substance(record: OmsetRecord) -> tuple:
    key = customer_key(record.customer_id)
    return record.date, key, record.nominal, record.multiplier


def _reasons_to_wait(record: OmsetRecord) -> list[dict]:
    return [reason for reason in (record.conflict, record.beyond_limits) if reason]


def _waits_by_import(record: OmsetRecord) -> bool:
    """Whether it was imported as pending, also while it waits for another reason as well."""
    reasons = _reasons_to_wait(record)
    return record.is_pending and (not reasons or any("waited" in reason for reason in reasons))


def _waits(record_facts: dict) -> bool:
    """Whether an admin has to decide about a record; a new one has no facts before."""
    return record_facts.get("status") == Status.PENDING and not record_facts["is_deleted"]


def _tell_admins(record: OmsetRecord, sequence: int) -> None:
    kind = "omset-pending" if record.conflict else "omset-beyond-limits"
    ask_admins(
        record.pk,
        kind,
        reverse("omset:pending"),
        sequence,
        staff=record.staff_name,
        customer=record.customer_id,
        product=record.product_name,
        holder=record.conflict_evidence.get("staff_name", ""),
        date=record.date.isoformat(),
        total=rupiah(record.total),
    )
