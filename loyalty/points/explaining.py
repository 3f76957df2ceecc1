"""Why an entry was posted, in the reader's words: it opens its purchase and says the sum (LP-7)."""

from collections.abc import Sequence
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.audit.record import SYSTEM
from crm.registry.history_words import VERBS
from crm.web.cached_reverse import cached_reverse_of
from crm.web.templatetags.formats import day, decimal
from loyalty.models import Challenge, PointsAdjustment, PointsEntry, Programme, Redemption
from loyalty.points.ledger.sources import (
    ADJUSTMENT,
    CHALLENGE,
    DEPOSIT,
    LINES,
    RECEIPT,
    REDEMPTION,
    id_in,
    is_purchase,
)
from loyalty.points.reads import entries_before
from loyalty.programmes.reads import versions_of
from loyalty.programmes.words import in_points
from loyalty.rules.points.entries import EntryReason
from loyalty.rules.programmes import Version

TITLES: dict[EntryReason, Promise | str] = {
    EntryReason.OPENING: gettext_lazy("Brought in"),
    EntryReason.EARNED: gettext_lazy("Earned"),
    EntryReason.REVERSED: gettext_lazy("Reversed"),
    EntryReason.EARNED_AGAIN: gettext_lazy("Earned again"),
    EntryReason.CORRECTED: gettext_lazy("Corrected"),
    EntryReason.CHALLENGE: gettext_lazy("Challenge"),
    EntryReason.REDEEMED: gettext_lazy("Redeemed"),
    EntryReason.REFUNDED: gettext_lazy("Refunded"),
    EntryReason.EXPIRED: gettext_lazy("Expired"),
    EntryReason.EXPIRY_RETURNED: gettext_lazy("Expiry taken back"),
    EntryReason.ADJUSTED: gettext_lazy("Adjusted"),
    EntryReason.MERGED: gettext_lazy("Transferred by a merge"),
}
SOURCES = {
    DEPOSIT: gettext_lazy("Deposit"),
    RECEIPT: gettext_lazy("Receipt"),
    LINES: gettext_lazy("Month of sales lines"),
    REDEMPTION: gettext_lazy("Redemption"),
}
PAGES = {DEPOSIT: "omset:record", REDEMPTION: "loyalty:redemption"}
# Of which of them what is said of an entry.
STORIES: tuple[tuple[str, type[Model], str], ...] = (
    (ADJUSTMENT, PointsAdjustment, "reason"),
    (REDEMPTION, Redemption, "title"),
    (CHALLENGE, Challenge, "name"),
)


class ExplainedEntry(NamedTuple):
    """An entry with what a page says of it.

    `url` is where what it was posted for lies, for staff alone who may open that `page`.
    """

    entry: PointsEntry
    title: str
    # What it was posted for: a deposit, a receipt, a month of lines; else empty.
    source: str
    explanation: str
    url: str = ""
    page: str = ""


def entries_page(
    programme: Programme, member_id: ObjectId, *, before: int | None = None, size: int = 20
) -> list[ExplainedEntry]:
    """The newest entries first; `before` is the sequence of the last one that was shown."""
    return explained(programme, entries_before(member_id, before, size))


def explained(programme: Programme, entries: Sequence[PointsEntry]) -> list[ExplainedEntry]:
    """Each with its sum and the version it was judged by."""
    versions = {version.sequence: version for version in versions_of(programme)}
    stories = _stories(entries)
    return [_explained(entry, programme, versions, stories) for entry in entries]


def _stories(entries: Sequence[PointsEntry]) -> dict[str, str]:
    """By source why admins have adjusted (LP-11), what was redeemed, which challenge was reached.

    One command for each sort that there is among the entries.
    """
    stories: dict[str, str] = {}
    for sort, model, field in STORIES:
        ids = {each.source: id_in(each.source) for each in entries if each.source.startswith(sort)}
        if pks := set(filter(None, ids.values())):
            rows = model._default_manager.filter(pk__in=pks).values_list("pk", field)
            texts: dict[ObjectId | None, str] = dict(rows)
            stories |= {source: texts[pk] for source, pk in ids.items() if pk in texts}
    return stories


def _explained(
    entry: PointsEntry,
    programme: Programme,
    versions: dict[int, Version],
    stories: dict[str, str],
) -> ExplainedEntry:
    sort = next((word for name, word in SOURCES.items() if entry.source.startswith(name)), "")
    page = next((page for name, page in PAGES.items() if entry.source.startswith(name)), "")
    pk = id_in(entry.source) if page else None
    title = str(TITLES[EntryReason(entry.reason)])
    url = cached_reverse_of(page, pk) if pk else ""
    why = stories.get(entry.source) or _explanation(entry, programme, versions)
    return ExplainedEntry(entry, title, str(sort), why, url, page)


def _explanation(entry: PointsEntry, programme: Programme, versions: dict[int, Version]) -> str:
    reason = EntryReason(entry.reason)
    if reason == EntryReason.OPENING:
        return _("Stated by the registry as of %s.") % day(entry.day)
    if reason == EntryReason.REVERSED:
        return _deed(entry)
    if is_purchase(entry.source) and reason in (
        EntryReason.EARNED,
        EntryReason.EARNED_AGAIN,
        EntryReason.CORRECTED,
    ):
        return _sum(entry, programme, versions.get(entry.version or 0))
    return ""


def _deed(entry: PointsEntry) -> str:
    """What was done to the purchase, and by whom."""
    word = str(VERBS.get(entry.cause, entry.cause))
    if entry.by_name in ("", SYSTEM):
        return word
    return _("%(deed)s by %(name)s") % {"deed": word, "name": entry.by_name}


def _sum(entry: PointsEntry, programme: Programme, version: Version | None) -> str:
    if entry.is_stated:
        text = _("The till states %s.") % in_points(entry.deserved, programme)
    elif version is None or entry.amount is None:
        text = ""
    else:
        text = _computed(entry, version)
    before = entry.deserved - entry.points
    if before and entry.reason == EntryReason.CORRECTED:
        text += " " + _("%s of these were posted before.") % decimal(before)
    return text


def _computed(entry: PointsEntry, version: Version) -> str:
    earning = version.terms.earning
    unit = decimal(earning.unit)
    if earning.points != 1:
        unit += f" × {earning.points}"
    facts = {
        "amount": _eligible(entry),
        "unit": unit,
        "points": decimal(entry.deserved),
        "day": day(version.valid_from),
    }
    text = _("%(amount)s / %(unit)s = %(points)s, rules valid from %(day)s") % facts
    if earning.excluded and entry.source.startswith(RECEIPT):
        text += ". " + _("A receipt does not say what was bought: nothing of it is left out.")
    return text


def _eligible(entry: PointsEntry) -> str:
    """The amount, less what of it earns nothing."""
    amount = decimal(entry.amount or 0)
    if not entry.excluded:
        return amount
    facts = {"amount": amount, "excluded": decimal(entry.excluded)}
    return _("(%(amount)s - %(excluded)s in departments that earn nothing)") % facts
