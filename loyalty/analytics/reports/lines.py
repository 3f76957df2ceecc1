"""Reports of sales lines: departments, articles, promotions (LX-5, LX-7, LX-8)."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from heapq import nlargest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.analytics.reads.lines import SalesLines
from loyalty.analytics.reads.sales import Sales
from loyalty.analytics.reports.base import (
    CellUnit,
    Report,
    ReportCell,
    ReportColumn,
    ReportRow,
    average,
    money,
    ten_thousandths,
)
from loyalty.models.aggregates import SumsBy
from loyalty.rules.analytics.buyer_sets import united
from loyalty.rules.analytics.columns import Key, LineSums, sum_of_lines
from loyalty.rules.figures import comparison, figure

GENERIC = "000"
TOP_ARTICLES = 5
REVENUE = ReportColumn("revenue", gettext_lazy("Revenue"), CellUnit.MONEY, adds_up=True)
QUANTITY = ReportColumn("quantity", gettext_lazy("Quantity"), adds_up=True)
BUYERS = ReportColumn("buyers", gettext_lazy("Buyers"))
DEPARTMENT = ReportColumn("department", gettext_lazy("Department"), CellUnit.TEXT)
DEPARTMENT_COLUMNS = (
    DEPARTMENT,
    ReportColumn("name", gettext_lazy("Name"), CellUnit.TEXT),
    REVENUE,
    QUANTITY,
    ReportColumn("articles", gettext_lazy("Articles")),
    BUYERS,
    ReportColumn("top_articles", gettext_lazy("Top 5 articles"), CellUnit.TEXT),
)
ARTICLE_COLUMNS = (
    ReportColumn("article", gettext_lazy("Article"), CellUnit.TEXT),
    ReportColumn("rank", gettext_lazy("Rank")),
    DEPARTMENT,
    REVENUE,
    QUANTITY,
    BUYERS,
    ReportColumn("average_price", gettext_lazy("Average price"), CellUnit.MONEY),
    ReportColumn("trend", gettext_lazy("Last month against the one before"), CellUnit.CHANGE),
)
PROMOTION_COLUMNS = (
    ReportColumn("promotion", gettext_lazy("Promotion"), CellUnit.TEXT),
    ReportColumn("uses", gettext_lazy("Uses"), adds_up=True),
    BUYERS,
    QUANTITY,
    REVENUE,
    ReportColumn("discount", gettext_lazy("Discount"), CellUnit.TEXT),
)
Sums = dict[Key, LineSums]


def departments(sales: Sales) -> Report:
    """The departments by what was bought in them; a code that nobody has named is its own name."""
    read = _Departments(sales)
    return Report(
        DEPARTMENT_COLUMNS,
        by_amount(read.sums),
        read.rows_of,
        read.total(),
        charted="revenue",
        opens_screen="articles",
    )


def articles(sales: Sales) -> Report:
    """The articles by what was bought of them, whatever departments sold them."""
    read = _Articles(sales)
    return Report(
        ARTICLE_COLUMNS,
        read.ordered,
        read.rows_of,
        read.total(),
        charted="revenue",
        opens_screen="records",
    )


def promotions(sales: Sales) -> Report:
    """Promotions by type and number. No file states a discount, so none is made up (LX-7)."""
    read = _Promotions(sales)
    return Report(
        PROMOTION_COLUMNS,
        by_amount(read.sums),
        read.rows_of,
        read.total(),
        charted="revenue",
        opens_screen="records",
    )


class _Departments:
    def __init__(self, sales: Sales) -> None:
        self.sales, self.lines = sales, sales.lines
        self.lines.read_together(SumsBy.DEPARTMENT, SumsBy.ARTICLE)
        self.sums = self.lines.columns(SumsBy.DEPARTMENT).by_key()
        self.articles = self.lines.columns(SumsBy.ARTICLE).by_key()
        self.best = _best_articles(self.articles)

    def rows_of(self, keys: Sequence[Key]) -> list[ReportRow]:
        buyers = counted_buyers(self.sales, SumsBy.DEPARTMENT, keys)
        return [ReportRow(self._cells(key, buyers[key]), {"department": key[0]}) for key in keys]

    def total(self) -> tuple[ReportCell, ...]:
        everything = sum_of_lines(self.sums.values())
        articles = {article for article, _department in self.articles}
        sums = money(everything.amount), ten_thousandths(everything.quantity)
        return (_("Total"), "", *sums, len(articles), _everybody(self.sales), "")

    def _cells(self, key: Key, buyers: int) -> tuple[ReportCell, ...]:
        code, sums, best = key[0], self.sums[key], self.best[key[0]]
        top = ", ".join(article for article, _sums in best[:TOP_ARTICLES])
        amounts = money(sums.amount), ten_thousandths(sums.quantity)
        return (code, department_name(self.sales, code), *amounts, len(best), buyers, top)


class _Articles:
    """An article that two departments sell is one, and its buyers are those of both."""

    def __init__(self, sales: Sales) -> None:
        self.sales, self.lines = sales, sales.lines
        by_pair = self.lines.columns(SumsBy.ARTICLE).by_key()
        self.pairs: dict[str, list[Key]] = defaultdict(list)
        for key in by_pair:
            self.pairs[key[0]].append(key)
        self.sums = {
            (article, ""): sum_of_lines(by_pair[key] for key in keys)
            if keys[1:]
            else by_pair[keys[0]]
            for article, keys in self.pairs.items()
        }
        self.ordered = by_amount(self.sums)
        self.ranks = {key: rank for rank, key in enumerate(self.ordered, 1)}
        self.trends = _last_two_months(self.lines)

    def rows_of(self, keys: Sequence[Key]) -> list[ReportRow]:
        holders = self.sales.holders
        wanted = [pair for article, _none in keys for pair in self.pairs[article]]
        sets = self.lines.buyers(SumsBy.ARTICLE, wanted)
        rows = []
        for key in keys:
            buyers = holders.count(united(sets[pair] for pair in self.pairs[key[0]])).buyers
            rows.append(ReportRow(self._cells(key, buyers), {"article": key[0]}))
        return rows

    def total(self) -> tuple[ReportCell, ...]:
        everything = sum_of_lines(self.sums.values())
        revenue, quantity = money(everything.amount), ten_thousandths(everything.quantity)
        price = average(revenue, quantity)
        return (_("Total"), None, "", revenue, quantity, _everybody(self.sales), price, None)

    def _cells(self, key: Key, buyers: int) -> tuple[ReportCell, ...]:
        article, sums = key[0], self.sums[key]
        sold_in = ", ".join(sorted(department for _article, department in self.pairs[article]))
        revenue, quantity = money(sums.amount), ten_thousandths(sums.quantity)
        price, trend = average(revenue, quantity), _trend(self.trends, article)
        return (article, self.ranks[key], sold_in, revenue, quantity, buyers, price, trend)


class _Promotions:
    def __init__(self, sales: Sales) -> None:
        self.sales, self.lines = sales, sales.lines
        self.sums = self.lines.columns(SumsBy.PROMOTION).by_key()

    def rows_of(self, keys: Sequence[Key]) -> list[ReportRow]:
        buyers = counted_buyers(self.sales, SumsBy.PROMOTION, keys)
        return [
            ReportRow(_promotion_cells(key[0], self.sums[key], buyers[key]), {"promotion": key[0]})
            for key in keys
        ]

    def total(self) -> tuple[ReportCell, ...]:
        everybody = united(self.lines.buyers(SumsBy.PROMOTION, self.sums).values())
        buyers = self.sales.holders.count(everybody).buyers
        return _promotion_cells(_("Total"), sum_of_lines(self.sums.values()), buyers)


def _promotion_cells(name: str, sums: LineSums, buyers: int) -> tuple[ReportCell, ...]:
    amounts = ten_thousandths(sums.quantity), money(sums.amount)
    return (name, sums.lines, buyers, *amounts, _("not stated"))


def department_name(sales: Sales, code: str) -> str:
    """What a department is called: its own code where nobody has named it (LX-8)."""
    return sales.facts.departments.get(code) or _unnamed(code)


def by_amount(sums: Sums) -> list[Key]:
    """The keys, the largest amount first, of equals by their names."""
    return sorted(sums, key=lambda key: (-sums[key].amount, key))


def counted_buyers(sales: Sales, by: SumsBy, keys: Sequence[Key]) -> dict[Key, int]:
    """How many bought something of each key."""
    sets = sales.lines.buyers(by, keys)
    return {key: sales.holders.count(buyers).buyers for key, buyers in sets.items()}


def _everybody(sales: Sales) -> int:
    return sales.holders.count(sales.lines.everybody()).buyers


def _unnamed(code: str) -> str:
    if code == GENERIC:
        return _("generic")
    return code or _("not stated")


def _best_articles(articles: Sums) -> dict[str, list[tuple[str, LineSums]]]:
    """By department its articles, the first ones by amount in order."""
    of_department: dict[str, list[tuple[str, LineSums]]] = defaultdict(list)
    for (article, department), sums in articles.items():
        of_department[department].append((article, sums))
    for theirs in of_department.values():
        best = nlargest(TOP_ARTICLES, theirs, key=lambda pair: (pair[1].amount, pair[0]))
        theirs[:] = best + theirs[len(best) :]
    return of_department


def _last_two_months(lines: SalesLines) -> list[dict[str, int]]:
    """What was bought of each article in the last month, and in the one before; in cents."""
    months = list(lines.months)[-2:]
    if len(months) < 2:
        return []
    amounts = []
    for month in reversed(months):
        of_month: dict[str, int] = defaultdict(int)
        for (article, _department), sums in (
            lines.columns_of_month(SumsBy.ARTICLE, month).by_key().items()
        ):
            of_month[article] += sums.amount
        amounts.append(of_month)
    return amounts


def _trend(months: list[dict[str, int]], article: str) -> Decimal | str | None:
    """In percent; "new" if there was nothing before, None if it cannot be said."""
    if not months:
        return None
    now, before = (figure(month.get(article)) for month in months)
    change = comparison(now, before)
    if change is None:
        return None
    return "new" if change.percent is None else change.percent
