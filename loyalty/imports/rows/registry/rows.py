"""The rows of a registry while its file is judged: of several of one card one holds (LI-14)."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

import bson
from bson import Decimal128
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.imports.cells import Reason
from crm.imports.reasons import coded_reason
from crm.mongo.rows import collection
from crm.web.texts.filled import FilledText
from loyalty.files.rows import JudgedRow
from loyalty.imports.batches import ImportRequest
from loyalty.imports.judging.judgement import Judgement
from loyalty.models import Card
from loyalty.rules.cards import is_reserved
from loyalty.rules.files.outcomes import Rejected, Remark
from loyalty.rules.files.registry import RegistryRow

RESERVED = _("The number has the reserved prefix and was not minted here.")
OTHER_PROGRAMME = _("The card is a member's of another programme.")
GIVEN_AGAIN = _("Given again in row %(row)s.")
CARDS_AT_ONCE = 5_000
# Of a row that does not say when it was changed.
NEVER = datetime(1, 1, 1)  # noqa: DTZ001
# What stands beside the facts of a row while it waits.
ORIGINAL, REPAIRS, REMARKS = "original", "repairs", "remarks"
# What says nothing of the member.
NOT_A_FACT = ("card", "stated", "updated_at", "last_receipt_on", "remarks")


class HoldingRow(NamedTuple):
    """The row of a card that holds by now."""

    row: int
    updated_at: datetime
    digest: bytes


class RegistryTaker:
    """Takes the rows of a registry; which of them are applied is known at the end."""

    def __init__(self, request: ImportRequest, prefix: str) -> None:
        self.programme, self.prefix = request.programme, prefix
        self.as_of = request.as_of
        self.newest: date | None = None
        self.holding: dict[str, HoldingRow] = {}
        # By the row of each card that does not hold, its digest.
        self.others: dict[int, bytes] = {}

    def take(self, row: JudgedRow, judgement: Judgement) -> Rejected | None:
        """Let the row wait."""
        known = row.outcome
        assert isinstance(known, RegistryRow)
        facts = _facts(known)
        document = facts | {
            ORIGINAL: row.original,
            REPAIRS: list(row.repairs),
            REMARKS: [[name, text, coded_reason(why)] for name, text, why in known.remarks],
        }
        judgement.rows.add(row.number, document)
        if known.store:
            judgement.store_codes.add(known.store)
        self._hold(known.card.digits, row.number, known.updated_at, _digest(facts))
        return None

    def end(self, judgement: Judgement) -> None:
        """Say which rows are not applied: given again, reserved, of another programme."""
        judgement.as_of = self.as_of or self.newest or timezone.localdate()
        judgement.rows.flush()
        for part in judgement.rows.parts(CARDS_AT_ONCE):
            rows = [(number, bson.decode(encoded)) for number, encoded in part]
            cards = _stored_programmes(document["card"] for _number, document in rows)
            for number, document in rows:
                self._end_row(number, document, cards, judgement)
        judgement.distinct = len(self.holding) - self._count_refused(judgement)

    def _hold(self, card: str, number: int, updated_at: datetime | None, digest: bytes) -> None:
        new = HoldingRow(number, updated_at or NEVER, digest)
        if updated_at and (self.newest is None or updated_at.date() > self.newest):
            self.newest = updated_at.date()
        held = self.holding.setdefault(card, new)
        if held is new:
            return
        if held.digest != digest and new.updated_at >= held.updated_at:
            self.holding[card] = new
            self.others[held.row] = held.digest
        else:
            self.others[number] = digest

    def _end_row(
        self,
        number: int,
        document: dict[str, Any],
        cards: dict[str, Any],
        judgement: Judgement,
    ) -> None:
        card, holding = document["card"], self.holding[document["card"]]
        is_another = holding.row != number
        why = self._why_refused(card, cards)
        if why is None and is_another and self.others[number] != holding.digest:
            why = FilledText(GIVEN_AGAIN, {"row": str(holding.row)})
        if why is not None or is_another:
            judgement.skipped.add(number)
        if why is not None:
            judgement.reject(number, "card", why, document[ORIGINAL], card)
        elif document[REPAIRS] or document[REMARKS]:
            remarks = [Remark(*each) for each in document[REMARKS]]
            judgement.note_kept(number, document[REPAIRS], remarks, card)

    def _why_refused(self, card: str, cards: dict[str, Any]) -> Reason | None:
        if card not in cards:
            return RESERVED if is_reserved(card, self.prefix) else None
        return None if cards[card] == self.programme.pk else OTHER_PROGRAMME

    def _count_refused(self, judgement: Judgement) -> int:
        return sum(held.row in judgement.skipped for held in self.holding.values())


def _facts(known: RegistryRow) -> dict[str, Any]:
    """What the row states of the member, as it can be stored."""
    facts: dict[str, Any] = {
        name: _storable(value)
        for name, value in known._asdict().items()
        if name in known.stated and name not in NOT_A_FACT
    }
    return facts | {"card": known.card.digits, "flag": known.card.flag.value}


def _storable(value: Any) -> Any:
    if isinstance(value, Decimal):
        return Decimal128(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    if isinstance(value, dict):
        return {key.value: each.value for key, each in value.items()}
    return value


def _digest(facts: dict[str, Any]) -> bytes:
    return hashlib.blake2b(bson.encode(facts), digest_size=16).digest()


def _stored_programmes(numbers: Collection[str] | Any) -> dict[str, Any]:
    """The programmes of the cards that are stored."""
    match = {"_id": {"$in": list(numbers)}}
    rows = collection(Card).find(match, {"programme_id": True})
    return {row["_id"]: row["programme_id"] for row in rows}
