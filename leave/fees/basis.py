"""The text of the agreement on which fees rest, from a date on."""

from datetime import date

from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.calendar import last_day
from crm.mongo.transaction import transactional
from crm.staff.models import User
from leave.fees.errors import WrongDay
from leave.locks import lock_agreement
from leave.models import FeeBasis

NEWEST_FIRST = ("-valid_from", "-sequence")


@transactional
def set_basis(text: str, valid_from: date, *, by: User) -> FeeBasis:
    """Let this text hold from a date on; the same text once more changes nothing.

    What has passed keeps its text: raises WrongDay.
    """
    if valid_from < timezone.localdate():
        raise WrongDay
    lock_agreement()
    last = FeeBasis.objects.filter(valid_from=valid_from).order_by("-sequence").first()
    if last and last.text == text:
        return last
    sequence = last.sequence + 1 if last else 1
    basis = FeeBasis.objects.create(
        text=text, valid_from=valid_from, author_name=by.name, sequence=sequence
    )
    note_event(basis, "set", by=by, after=facts(basis, ("text", "valid_from")))
    return basis


def basis_on(day: date) -> FeeBasis | None:
    """The text that holds on a day; None before the first."""
    return FeeBasis.objects.filter(valid_from__lte=day).order_by(*NEWEST_FIRST).first()


def basis_of_month(month: date) -> FeeBasis | None:
    """The text on a statement: the one of its last day, of this month the one of today."""
    return basis_on(last_day_of_basis(month))


def last_day_of_basis(month: date) -> date:
    """The day whose text stands on the statement of a month."""
    return min(last_day(month), timezone.localdate())


def bases() -> list[FeeBasis]:
    """All that were ever written, the latest date first."""
    return list(FeeBasis.objects.order_by(*NEWEST_FIRST))
