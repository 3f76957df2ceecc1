"""What a row of the registry changes of a member, and what it leaves (LI-14, LM-6, LP-9). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject, may_change
from loyalty.rules.identity import has_a_name

# Fields of a row that members have under the same name.
SAME = (
    *("name", "surname", "sex", "birth_date", "email", "phone"),
    *("place", "street", "house_number", "postcode", "province", "created_on"),
)
STATED = {"points": "stated_points", "spend": "stated_spend"}
OPENING = {"points": "opening_points", "spend": "opening_spend"}
# What keys and search terms follow from.
IDENTITY = frozenset(("name", "surname", "email", "phone"))


@dataclass(frozen=True, slots=True)
class StoredConsent:
    """What was said last about a subject, and by whom."""

    consent: Consent
    source: ConsentSource


@dataclass(slots=True)
class MemberChanges:
    """The columns that change, before and after; what is said of consents; what is only listed."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    consents: dict[str, str] = field(default_factory=dict)
    # What the file says of consents that are the member's own to change.
    own_words: dict[str, str] = field(default_factory=dict)
    # Points and spend that are stated otherwise than they stand here on that day: stated, ours.
    differences: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    # Whether cards are active, where that changes.
    cards: dict[str, bool] = field(default_factory=dict)
    # Which row of the file says so, and of which card.
    row: int = 0
    card: str = ""

    @property
    def is_change(self) -> bool:
        """Whether anything is another by it."""
        return bool(self.after or self.consents or self.cards)


def changes_of(
    stored: Mapping[str, Any],
    row: Mapping[str, Any],
    consents: Mapping[str, StoredConsent],
    *,
    store_ids: Mapping[str, Any],
    day: Any,
) -> MemberChanges:
    """What becomes of a stored member by a row; only what the row states is touched.

    `day` is the one on which the registry was true.
    """
    changes = MemberChanges()
    _put(changes, stored, facts_of(row, store_ids, keep=stored))
    _put(changes, stored, openings_of(row, stored, day))
    for subject, word in row.get("consents", {}).items():
        _hear(changes, subject, Consent(word), consents.get(subject))
    return changes


def differences_of(
    stated: Mapping[str, Decimal], ours: Mapping[str, Decimal]
) -> dict[str, tuple[Decimal, Decimal]]:
    """Where a registry states other points or spend than stand here on its day: stated, ours."""
    return {name: (theirs, ours[name]) for name, theirs in stated.items() if theirs != ours[name]}


def facts_of(
    row: Mapping[str, Any], store_ids: Mapping[str, Any], keep: Mapping[str, Any]
) -> dict[str, Any]:
    """The member's columns as the row states them. Nobody loses the last name that they have."""
    facts = {name: row[name] for name in SAME if name in row}
    if facts.get("created_on", "") is None:
        del facts["created_on"]
    named = {name: facts.get(name, keep.get(name, "")) for name in ("name", "surname")}
    if not has_a_name(**named):
        facts.pop("name", None)
        facts.pop("surname", None)
    if "store" in row:
        facts["store_id"] = store_ids.get(row["store"])
    facts |= {column: row[name] for name, column in STATED.items() if row.get(name) is not None}
    return facts


def openings_of(row: Mapping[str, Any], stored: Mapping[str, Any], day: Any) -> dict[str, Any]:
    """The opening, where the registry states one for the first time (LP-9)."""
    states = any(row.get(name) is not None for name in OPENING)
    if not states or stored.get("opening_day") is not None:
        return {}
    return {column: row.get(name) for name, column in OPENING.items()} | {"opening_day": day}


def _put(changes: MemberChanges, stored: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    for column, value in facts.items():
        if stored.get(column) != value:
            changes.before[column], changes.after[column] = stored.get(column), value


def _hear(
    changes: MemberChanges, subject: str, consent: Consent, stored: StoredConsent | None
) -> None:
    held = stored.consent if stored else Consent.UNKNOWN
    if consent == held:
        return
    if may_change(stored.source if stored else None, ConsentSource.FILE):
        changes.consents[ConsentSubject(subject).value] = consent.value
    elif consent != Consent.UNKNOWN:
        changes.own_words[ConsentSubject(subject).value] = consent.value
