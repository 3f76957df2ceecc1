"""What the sales lines of a filter come to (LX-5), from the sums of their months.

What those cannot answer, some buyers or two conditions at once, is summed from the lines in the
same way, and written nowhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from crm.mongo.rows import collection
from loyalty.analytics.buyer_numbers import known_numbers
from loyalty.analytics.filters import SalesFilter
from loyalty.analytics.programme_facts import Months
from loyalty.analytics.reads.errors import NotSummedYet
from loyalty.analytics.reads.stated import stated_cents
from loyalty.analytics.sales_totals import PROMOTION, MonthTotals, lines_of
from loyalty.models import BuyersOfTotal, DepartmentsOfBuyer, SalesLine, SalesTotals
from loyalty.models.aggregates import SumsBy
from loyalty.rules.analytics.buyer_sets import as_set, united
from loyalty.rules.analytics.columns import Columns, Key, LineSums, MonthColumns, added

Document = dict[str, Any]
# The condition that each of these sums is cut by.
CONDITION_OF = {
    SumsBy.DEPARTMENT: "department",
    SumsBy.ARTICLE: "article",
    SumsBy.PROMOTION: "promotion",
}


class SalesLines:
    """The lines of a filter, by the programme's loaded months.

    `cards` are those of the buyers that are asked for; None for all.
    """

    def __init__(
        self, chosen: SalesFilter, loaded: Months, cards: frozenset[str] | None = None
    ) -> None:
        self.chosen, self.loaded, self.cards = chosen, loaded, cards
        self._totals: dict[str, list[Document]] = {}

    @cached_property
    def months(self) -> Months:
        """The loaded months of the range."""
        first, last = self.chosen.days.months
        return {month: self.loaded[month] for month in self.loaded if first <= month <= last}

    def columns(self, by: SumsBy) -> Columns:
        """The sums by each key over all months. Raises NotSummedYet."""
        return added(self._part(by, document) for document in self._documents(by))

    def columns_of_month(self, by: SumsBy, month: int) -> Columns:
        """The same of one month."""
        documents = (each for each in self._documents(by) if each["month"] == month)
        return added(self._part(by, document) for document in documents)

    def months_by(self, by: SumsBy) -> list[MonthColumns]:
        """The sums of each month as they are stored, in order. Raises NotSummedYet."""
        return [self._month_columns(by, document) for document in self._documents(by)]

    def keys_of_months(self, by: SumsBy) -> list[set[Key]]:
        """What each month has sums for. Raises NotSummedYet."""
        return [set(self._part(by, document)[0]) for document in self._documents(by)]

    def total(self) -> LineSums:
        """The sums over everything. Raises NotSummedYet."""
        return self.columns(self.lens).total()

    def total_of_months(self) -> dict[int, LineSums]:
        """The same of each month, in order."""
        return {
            document["month"]: added([self._part(self.lens, document)]).total()
            for document in self._documents(self.lens)
        }

    def buyers(self, by: SumsBy, keys: Iterable[Key]) -> dict[Key, int]:
        """Who bought something of each key, as a set of their numbers."""
        keys = list(keys)
        sets = self._sets(by, keys, self.months)
        return {
            key: united(sets.get(_set_id(self.months, month, by, key), 0) for month in self.months)
            for key in keys
        }

    def everybody(self) -> int:
        """Who bought anything, as a set."""
        return united(self.buyers_of_months.values())

    @cached_property
    def buyers_of_months(self) -> dict[int, int]:
        """The same of each month."""
        is_all = self.lens is SumsBy.MONTH
        keys = [("", "")] if is_all else self.columns(self.lens).keys
        sets = self._sets(self.lens, keys, self.months)
        return {month: self._buyers_of_month(month, keys, sets) for month in self.months}

    def spent_by_department(self, cards: Iterable[str]) -> dict[str, dict[str, int]]:
        """What each of these cards spent in each department, in cents."""
        cards = list(cards)
        ids = [f"{number}:{month}:{c}" for month, number in self.months.items() for c in cards]
        spent: dict[str, dict[str, int]] = {card: {} for card in cards}
        rows = collection(DepartmentsOfBuyer).find({"_id": {"$in": ids}}, batch_size=5000)
        for row in rows:
            theirs = spent[row["_id"].split(":", 2)[2]]
            for department, amount in zip(row["departments"], row["amounts"], strict=True):
                theirs[department] = theirs.get(department, 0) + amount
        return spent

    def stated_amount(self) -> int:
        """The cents of the lines that state points; reads the lines."""
        matches = list(line_match(self))
        return stated_cents(SalesLine, {"$or": matches}) if matches else 0

    @property
    def match(self) -> dict[str, Any]:
        """What matches the lines of a month beside batch and month."""
        chosen = self.chosen
        match: dict[str, Any] = {
            name: value
            for name, value in (("department", chosen.department), ("article", chosen.article))
            if value
        }
        if chosen.promotion:
            match["$expr"] = {"$eq": [PROMOTION, chosen.promotion]}
        if self.cards is not None:
            match["card"] = {"$in": sorted(self.cards)}
        return match

    @property
    def _conditions(self) -> dict[SumsBy, str]:
        named = {by: getattr(self.chosen, name) for by, name in CONDITION_OF.items()}
        return {by: value for by, value in named.items() if value}

    @property
    def lens(self) -> SumsBy:
        """By what the sums of everything are to be read."""
        return next(iter(self._conditions), SumsBy.MONTH)

    def _buyers_of_month(self, month: int, keys: list[Key], sets: dict[str, int]) -> int:
        ids = (_set_id(self.months, month, self.lens, key) for key in keys)
        return united(sets.get(pk, 0) for pk in ids)

    def _documents(self, by: SumsBy) -> list[Document]:
        if by not in self._totals:
            self.read_together(by)
        return self._totals[by]

    def read_together(self, *wanted: SumsBy) -> None:
        """Read the sums by several things with one command. Raises NotSummedYet."""
        for by in filter(self._is_own, wanted):
            self._totals[by] = [sums[by] for sums in self._own_totals]
        if stored := [by for by in dict.fromkeys(wanted) if not self._is_own(by)]:
            self._totals |= _stored_totals(self.months, stored)

    def _is_own(self, by: SumsBy) -> bool:
        """Whether no stored sums answer."""
        conditions = set(self._conditions)
        if self.cards is not None or len(conditions) > 1:
            return True
        answered = conditions <= {by}
        return not answered and (by, conditions) != (SumsBy.ARTICLE, {SumsBy.DEPARTMENT})

    @cached_property
    def _own(self) -> list[MonthTotals]:
        if not self.months:
            return []
        of_month: dict[int, list[Mapping[str, Any]]] = {month: [] for month in self.months}
        for line in lines_of(self.months, self.match):
            of_month[line["month"]].append(line)
        cards = {line["card"] for lines in of_month.values() for line in lines}
        numbers = known_numbers(self.chosen.programme.pk, cards)
        return [
            MonthTotals(self.months[month], month, lines, numbers)
            for month, lines in of_month.items()
        ]

    @cached_property
    def _own_totals(self) -> list[dict[str, Document]]:
        return [{document["by"]: document for document in sums.totals()} for sums in self._own]

    @cached_property
    def _own_sets(self) -> dict[str, int]:
        return {
            document["_id"]: as_set(document["numbers"])
            for sums in self._own
            for document in sums.buyers()
        }

    def _sets(self, by: SumsBy, keys: list[Key], months: Months) -> dict[str, int]:
        if self._is_own(by):
            return self._own_sets
        ids = [_set_id(months, month, by, key) for month in months for key in keys]
        rows = collection(BuyersOfTotal).find({"_id": {"$in": ids}}, batch_size=10_000)
        return {row["_id"]: as_set(row["numbers"]) for row in rows}

    def _part(self, by: SumsBy, document: Document) -> tuple[list[Key], Document]:
        departments = document["departments"] or [""] * len(document["keys"])
        keys = list(zip(document["keys"], departments, strict=True))
        if self._is_own(by):
            return keys, document
        return _cut(keys, document, self.chosen, by)

    def _month_columns(self, by: SumsBy, document: Document) -> MonthColumns:
        month = document["month"]
        if self._is_own(by) or not self._conditions:
            return MonthColumns(month, document["keys"], document["departments"], document)
        pairs, columns = self._part(by, document)
        keys, departments = [key for key, _none in pairs], [place for _key, place in pairs]
        return MonthColumns(month, keys, departments, columns)


def _cut(
    keys: list[Key], document: Document, chosen: SalesFilter, by: SumsBy
) -> tuple[list[Key], Document]:
    """The keys that a condition lets through, with their sums."""
    wanted = getattr(chosen, CONDITION_OF[by]) if by in CONDITION_OF else ""
    department = chosen.department if by is SumsBy.ARTICLE else ""
    if not wanted and not department:
        return keys, document
    places = [
        place
        for place, key in enumerate(keys)
        if (not wanted or key[0] == wanted) and (not department or key[1] == department)
    ]
    names = LineSums._fields
    eights = {
        name: b"".join(bytes(document[name])[8 * at : 8 * at + 8] for at in places)
        for name in names
    }
    return [keys[place] for place in places], eights


def _stored_totals(months: Months, wanted: list[SumsBy]) -> dict[str, list[Document]]:
    """By what they are by the sums of each month, in order."""
    ids = [
        SalesTotals.id_of(number, month, by) for month, number in months.items() for by in wanted
    ]
    rows = list(collection(SalesTotals).find({"_id": {"$in": ids}}, batch_size=100))
    if len(rows) < len(ids):
        raise NotSummedYet
    rows.sort(key=lambda each: each["month"])
    return {by: [row for row in rows if row["by"] == by] for by in wanted}


def _set_id(months: Months, month: int, by: SumsBy, key: Key) -> str:
    return BuyersOfTotal.id_of(SalesTotals.id_of(months[month], month, by), *key)


def line_match(lines: SalesLines) -> Iterator[dict[str, Any]]:
    """What matches the stored lines themselves, month by month from the latest on."""
    for month, number in reversed(lines.months.items()):
        yield {"batch_number": number, "month": month} | lines.match
