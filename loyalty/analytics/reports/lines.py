"""Reports of sales lines: departments, articles, promotions (LX-5, LX-7, LX-8)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from heapq import nlargest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from loyalty.rules.analytics.columns import Key, LineSums, MonthColumns, sum_of_lines
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
        self.articles = _amounts_by_department(self.lines.months_by(SumsBy.ARTICLE))

    def rows_of(self, keys: Sequence[Key]) -> list[ReportRow]:
        buyers = counted_buyers(self.sales, SumsBy.DEPARTMENT, keys)
        return [ReportRow(self._cells(key, buyers[key]), {"department": key[0]}) for key in keys]

    def total(self) -> tuple[ReportCell, ...]:
        everything = sum_of_lines(self.sums.values())
        articles = set().union(*self.articles.values())
        sums = money(everything.amount), ten_thousandths(everything.quantity)
        return (_("Total"), "", *sums, len(articles), _everybody(self.sales), "")

    def _cells(self, key: Key, buyers: int) -> tuple[ReportCell, ...]:
        code, sums, articles = key[0], self.sums[key], self.articles[key[0]]
        best = nlargest(TOP_ARTICLES, articles.items(), key=lambda pair: (pair[1], pair[0]))
        top = ", ".join(article for article, _amount in best)
        amounts = money(sums.amount), ten_thousandths(sums.quantity)
        return (code, department_name(self.sales, code), *amounts, len(articles), buyers, top)


class _Articles:
    """An article that two departments sell is one, and its buyers are those of both.

    All are put in order by their amounts; the other sums are read of those that are shown.
    """

    def __init__(self, sales: Sales) -> None:
        self.sales, self.lines = sales, sales.lines
        self.months = self.lines.months_by(SumsBy.ARTICLE)
        self.amounts: dict[str, int] = defaultdict(int)
        for month in self.months:
            for article, amount in zip(month.keys, month.column("amount"), strict=True):
                self.amounts[article] += amount
        # The largest amount first, of equals by their names.
        self.ordered = sorted(self.amounts)
        self.ordered.sort(key=self.amounts.__getitem__, reverse=True)
        self.ranks = {article: rank for rank, article in enumerate(self.ordered, 1)}

    def rows_of(self, articles: Sequence[str]) -> list[ReportRow]:
        departments = {article: self._departments_of(article) for article in articles}
        wanted = [(article, place) for article in articles for place in departments[article]]
        sets = self.lines.buyers(SumsBy.ARTICLE, wanted)
        rows = []
        for article in articles:
            sold_in = departments[article]
            buyers = united(sets[article, place] for place in sold_in)
            cells = self._cells(article, sold_in, self.sales.holders.count(buyers).buyers)
            rows.append(ReportRow(cells, {"article": article}))
        return rows

    def total(self) -> tuple[ReportCell, ...]:
        revenue = money(sum(self.amounts.values()))
        quantity = ten_thousandths(sum(sum(month.column("quantity")) for month in self.months))
        price = average(revenue, quantity)
        return (_("Total"), None, "", revenue, quantity, _everybody(self.sales), price, None)

    def _departments_of(self, article: str) -> list[str]:
        places = ((month, place) for month in self.months for place in month.places(article))
        return sorted({month.departments[place] for month, place in places})

    def _cells(self, article: str, sold_in: list[str], buyers: int) -> tuple[ReportCell, ...]:
        of_months = [_sums_in(month, article) for month in self.months]
        sums = sum_of_lines(each for each in of_months if each)
        revenue, quantity = money(sums.amount), ten_thousandths(sums.quantity)
        price, trend = average(revenue, quantity), _trend(of_months)
        rank, places = self.ranks[article], ", ".join(sold_in)
        return (article, rank, places, revenue, quantity, buyers, price, trend)


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


def _sums_in(month: MonthColumns, article: str) -> LineSums | None:
    """What came in of an article in a month; None if nobody bought it."""
    places = month.places(article)
    return sum_of_lines(month.of(place) for place in places) if places else None


def _amounts_by_department(months: Iterable[MonthColumns]) -> dict[str, dict[str, int]]:
    """By department what was bought of each of its articles, in cents."""
    amounts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for month in months:
        sold = zip(month.keys, month.departments, month.column("amount"), strict=True)
        for article, department, amount in sold:
            amounts[department][article] += amount
    return amounts


def _trend(of_months: Sequence[LineSums | None]) -> Decimal | str | None:
    """The last month against the one before, in percent; "new" if there was nothing before, None
    if it cannot be said."""
    if len(of_months) < 2:
        return None
    before, now = (figure(each.amount if each else None) for each in of_months[-2:])
    change = comparison(now, before)
    if change is None:
        return None
    return "new" if change.percent is None else change.percent
