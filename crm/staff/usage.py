"""What still refers to a person or a product. The apps above answer the `in_use` signal."""

from collections.abc import Sequence
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Model, ProtectedError
from django.http import Http404
from django.utils.functional import Promise

from crm.mongo.rows import collection, current_session
from crm.staff.models import Product, User
from crm.staff.signals import in_use

# Counting stops here: the question is whether something is in use, not how much of it there is.
MOST_COUNTED = 1000


class Use(NamedTuple):
    """How many things called `label` refer to each id; ids with none may be left out."""

    label: str | Promise
    counts: dict[ObjectId, int]
    # The URL that lists them by its name, and its address with `{}` for the id.
    view: str
    url: str


class UseCount(NamedTuple):
    """What refers to one person or product, how often, and where it is listed."""

    label: str
    number: int
    view: str
    url: str

    def __str__(self) -> str:
        number = f"{MOST_COUNTED}+" if self.number > MOST_COUNTED else self.number
        return f"{self.label}: {number}"


class InUse(Exception):
    """It can not be deleted: `uses` says what refers to it."""

    def __init__(self, uses: list[UseCount]) -> None:
        super().__init__(", ".join(map(str, uses)))
        self.uses = uses


def uses_of(model: type[Model], pks: list) -> dict[ObjectId, list[UseCount]]:
    """For each id what refers to it and how often, counted up to MOST_COUNTED or a little more."""
    answers: Sequence[tuple[object, object]] = in_use.send(sender=model, pks=pks) if pks else []
    uses = [use for _receiver, use in answers if isinstance(use, Use)]
    return {
        pk: [
            UseCount(
                label=str(use.label), number=use.counts[pk], view=use.view, url=use.url.format(pk)
            )
            for use in uses
            if use.counts.get(pk)
        ]
        for pk in pks
    }


class Gone(Http404):
    """Somebody has deleted it a moment ago."""


def refer_to(*subjects: User | Product) -> None:
    """Keep people and products from being deleted, in the transaction that refers to them.

    A deletion at the same moment writes the same row: of the two one runs again, and sees what
    the other has done. From the second reference on this asks nothing. Raises Gone.
    """
    for subject in subjects:
        if not subject.is_used:
            refer_to_row(subject._meta.model, subject.pk)


def refer_to_row(model: type[Model], pk: ObjectId) -> None:
    """Keep the person or product with this id from being deleted. Raises Gone."""
    used = {"$set": {"is_used": True}}
    updated = collection(model).update_one({"_id": pk}, used, session=current_session())
    if not updated.matched_count:
        raise Gone


def refuse_if_used(subject: User | Product) -> None:
    """Raise InUse if anything refers to `subject`, or ever has."""
    uses = uses_of(type(subject), [subject.pk])[subject.pk]
    if uses or subject.is_used:
        raise InUse(uses)


def remove(subject: Model) -> None:
    """Delete the row. Raises InUse also for what no receiver counts."""
    try:
        subject.delete()
    except ProtectedError as error:
        raise InUse([]) from error
