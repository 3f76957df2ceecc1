"""The three answers to "my card is not there": found, rejected and why, or never seen (LI-7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.imports.reasons import reason_in_words
from loyalty.members.search.absent_cards import AbsentCard
from loyalty.models import Card, ImportBatch, Member, NoteKind, Programme, RowNote
from loyalty.models.batches import BatchState
from loyalty.rules.cards import NotACardNumber, card_number
from loyalty.rules.files.datasets import Dataset

MOST_REJECTIONS = 10
SEARCHED = (BatchState.COMPLETE, BatchState.UNDONE)


class RejectedCardRow(NamedTuple):
    """A row with the card that was not taken."""

    batch: int
    row: int
    reason: str


@dataclass(frozen=True)
class CardAnswer:
    """Where a card is. Without a member or a rejection it was in none of the batches searched."""

    number: str
    member: Member | None
    # The newest first.
    rejections: tuple[RejectedCardRow, ...]
    # The registries that were searched, by number, the first one first.
    batches: tuple[int, ...]

    @property
    def is_unseen(self) -> bool:
        """Whether no registry has ever had it."""
        return self.member is None and not self.rejections


def where_is_card(programme: Programme, typed: str) -> CardAnswer | None:
    """Where the card is that somebody typed; None for what is no card number."""
    try:
        number = card_number(typed).digits
    except NotACardNumber:
        return None
    card = Card.objects.filter(pk=number).select_related("member").first()
    batches = ImportBatch.objects.filter(
        programme=programme, dataset=Dataset.REGISTRY, state__in=SEARCHED
    )
    numbers = tuple(sorted(batches.values_list("number", flat=True)))
    rejections = () if card else _rejections(number, numbers)
    return CardAnswer(number, card.member if card else None, rejections, numbers)


def absent_cards(programme: Programme, digits: str) -> Iterator[AbsentCard]:
    """What imports know of a card that is nobody's, in sentences."""
    answer = where_is_card(programme, digits)
    if answer is None or answer.member is not None:
        return
    for rejected in answer.rejections:
        text = _("Rejected in import %(batch)s, row %(row)s: %(reason)s") % rejected._asdict()
        yield AbsentCard(text, reverse("loyalty:batch", args=[rejected.batch]))
    if answer.is_unseen and answer.batches:
        numbers = ", ".join(map(str, answer.batches))
        text = _("It was in none of the registries imported: %(batches)s.")
        yield AbsentCard(text % {"batches": numbers})


def _rejections(number: str, batches: tuple[int, ...]) -> tuple[RejectedCardRow, ...]:
    notes = RowNote.objects.filter(card=number, kind=NoteKind.REJECTED, batch_number__in=batches)
    language = get_language() or "en"
    return tuple(
        RejectedCardRow(note.batch_number, note.row, reason_in_words(note.reason, language))
        for note in notes.order_by("-batch_number", "row")[:MOST_REJECTIONS]
    )
