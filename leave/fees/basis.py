"""The text of the agreement on which fees rest, from a date on."""

from datetime import date

from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.staff.models import User
from leave.fees.errors import WrongDay
from leave.models import FeeBasis

NEWEST_FIRST = ("-valid_from", "-sequence")


@transactional
def set_basis(text: str, valid_from: date, *, by: User) -> FeeBasis:
    """Let this text hold from a date on. What has passed keeps its text: raises WrongDay."""
    if valid_from < timezone.localdate():
        raise WrongDay
    of_that_day = FeeBasis.objects.filter(valid_from=valid_from)
    last = of_that_day.order_by("-sequence").values_list("sequence", flat=True).first()
    basis = FeeBasis.objects.create(
        text=text, valid_from=valid_from, author_name=by.name, sequence=(last or 0) + 1
    )
    note_event(basis, "set", by=by, after=facts(basis, ("text", "valid_from")))
    return basis


def basis_on(day: date) -> FeeBasis | None:
    """The text that holds on a day; None before the first."""
    return FeeBasis.objects.filter(valid_from__lte=day).order_by(*NEWEST_FIRST).first()


def bases() -> list[FeeBasis]:
    """All that were ever written, the latest date first."""
    return list(FeeBasis.objects.order_by(*NEWEST_FIRST))
