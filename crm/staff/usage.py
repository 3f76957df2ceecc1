"""What still refers to a person or a product. The apps above answer the `in_use` signal."""

from typing import NamedTuple

from bson import ObjectId
from django.db.models import ProtectedError

from crm.staff.signals import in_use

# Counting stops here: the question is whether something is in use, not how much of it there is.
ENOUGH = 1000


class Use(NamedTuple):
    """How many things called `label` refer to each id; ids with none may be left out."""

    label: str
    counts: dict[ObjectId, int]


class InUse(Exception):
    """It can not be deleted: other things refer to it. `counts` says how many of which."""

    def __init__(self, counts: dict[str, int]):
        super().__init__(spelled_out(counts))
        self.counts = counts


def uses_of(model, pks: list) -> dict[ObjectId, dict[str, int]]:
    """For each id what refers to it and how often, counted up to ENOUGH or a little more."""
    answers = in_use.send(sender=model, pks=pks) if pks else []
    uses = [use for _receiver, use in answers if use is not None]
    return {
        pk: {str(use.label): use.counts[pk] for use in uses if use.counts.get(pk)} for pk in pks
    }


def refuse_if_used(subject) -> None:
    """Raise InUse if anything refers to `subject`."""
    counts = uses_of(type(subject), [subject.pk])[subject.pk]
    if counts:
        raise InUse(counts)


def remove(subject) -> None:
    """Delete the row. Raises InUse also for what no receiver counts."""
    try:
        subject.delete()
    except ProtectedError as error:
        raise InUse({}) from error


def spelled_out(counts: dict[str, int]) -> str:
    """`deposits: 12, reservations: 3`."""
    return ", ".join(f"{label}: {_capped(count)}" for label, count in counts.items())


def _capped(count: int) -> str:
    return f"{ENOUGH}+" if count > ENOUGH else str(count)
