"""A total is the sum of the lines shown: on every page, in every file, in every currency."""

import io
import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bonuses import statements
from bonuses.models import Adjustment, Closing, Statement
from bonuses.rules import plans, rates
from bonuses.rules.figures import stored_figures
from bonuses.rules.rates import DEFAULT, DayCounts, Threshold, Tier
from bonuses.statements import export
from bonuses.statements.pdf import statement_pdf
from bonuses.statements.person import person_month
from bonuses.statements.sheet import month_sheet
from tests.bonuses.views.conftest import MILLION
from tests.make import make_rate, make_staff
from tests.parsed import cards, tables

pytestmark = pytest.mark.django_db
BONUSES = ("Main bonus", "NDP bonus", "RDP bonus")
SUMMED = (*BONUSES, "Total bonus", "Adjustments", "To pay")
# Any month is as good as another; each example has one of its own.
months = (date(year, month, 1) for year in range(2001, 2026) for month in range(1, 13))
months = itertools.cycle(months)
bonus = st.decimals("0.00", "999.99", places=2)
amount = st.decimals("-99.99", "99.99", places=2)


def number(text: str) -> Decimal:
    """The amount that people read in a text such as `-Rp 1.234,50 now Rp 0`."""
    plain = "".join(letter for letter in text.partition(" now ")[0] if letter in "-0123456789,")
    return Decimal(plain.replace(",", "."))


def of_column(rows, name) -> list[Decimal]:
    """What a table shows under a head."""
    at = rows[0].index(name)
    return [number(row[at]) for row in rows[1:]]


def assert_columns_add_up(rows, names):
    for name in names:
        *lines, total = of_column(rows, name)
        assert total == sum(lines), name


def assert_lines_add_up(rows):
    for row in rows[1:]:
        line = {name: number(cell) for name, cell in zip(rows[0][1:], row[1:], strict=True)}
        assert line["Total bonus"] == sum(line[name] for name in BONUSES)
        assert line["To pay"] == line["Total bonus"] + line["Adjustments"]


def assert_a_person_adds_up(texts, figures):
    """`found` as tables of texts, `figures` the texts of the month by name."""
    days = [*texts["Days"]]
    assert_columns_add_up(days, BONUSES[1:])
    assert number(figures["NDP bonus"]) == of_column(days, "NDP bonus")[-1]
    assert number(figures["RDP bonus"]) == of_column(days, "RDP bonus")[-1]
    together = sum(of_column(texts["Daily bonuses"], "Together"))
    assert together == number(figures["NDP bonus"]) + number(figures["RDP bonus"])
    assert number(figures["Total bonus"]) == sum(number(figures[name]) for name in BONUSES)
    adjusted = texts.get("Adjustments from closed months")
    adjusted = sum(of_column(adjusted, "Bonus")) if adjusted else 0
    assert number(figures["To pay"]) == number(figures["Total bonus"]) + adjusted


def close_with(month, people, plan, day_counts, adjusted):
    """A closed month of these people, each with the days `seen`, and with lines `adjusted`."""
    closing = Closing.objects.create(month=month, closed_by_name="x")
    days = [
        DayCounts(month.replace(day=at), 1, Decimal(9_999_999), *it)
        for at, it in enumerate(day_counts, 1)
    ]
    for person in people:
        who = {"staff": person, "staff_name": person.name, "closing": closing, "month": month}
        days_as_stored = [
            day._asdict() | {"date": str(day.date), "total": str(day.total)} for day in days
        ]
        figures = stored_figures(rates.earned(days, plan))
        content = {"plan": plans.as_json(plan), "figures": figures, "adjusted": {}}
        Statement.objects.create(**who, days=days_as_stored, **content)
        for place, (one, code) in enumerate(adjusted, 1):
            change = {"into": month, "old": figures, "new": figures, "cause": "edit"}
            change["sequence"] = place
            Adjustment.objects.create(**who | change, amount=one, currency=code, actor_name="x")
        days = days[1:]
    return closing


def freeze(closing, rupiah):
    closing.rate_rupiah, closing.rate_since = rupiah, closing.month
    closing.save()


@st.composite
def any_plan(draw):
    main = tuple(Threshold(Decimal(at * MILLION), draw(bonus)) for at in (10, 50, 100))
    ndp, rdp = ((Tier(3, 7, draw(bonus)), Tier(8, None, draw(bonus))) for _kind in range(2))
    code = draw(st.sampled_from(["USD", "IDR"]))
    return replace(DEFAULT, main=main, ndp=ndp, rdp=rdp, currency=code)


@given(
    plan=any_plan(),
    rupiah=st.decimals("0.01", "29999.99", places=2),
    day_counts=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=20),
    adjusted=st.lists(st.tuples(amount, st.sampled_from(["USD", "IDR"])), max_size=4),
)
@settings(
    max_examples=12,
    deadline=None,
    # What fails is a few days and a rate already; making it smaller takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_the_rate_totals_are_the_sums_of_the_lines_shown(
    client_of, admin, owner, stranger, plan, rupiah, day_counts, adjusted
):
    month = next(months)
    closing = close_with(month, [owner, stranger], plan, day_counts, adjusted)
    freeze(closing, rupiah)
    client, query = client_of(admin), f"?month={month:%Y-%m}&currency=IDR"

    [page] = tables(client.get(f"/bonuses/{query}"))
    assert_columns_add_up(page, SUMMED)
    assert_lines_add_up(page)

    sheet = month_sheet(month, "IDR")
    header, rows = export.summary(sheet)
    plain = [[str(cell).replace(".", ",") for cell in row] for row in rows]
    written = [[name.removesuffix(" (IDR)") for name in header], *plain]
    for name in SUMMED:
        assert of_column(written, name) == of_column(page, name)
    own_sheet = next(one for one in export.workbook(sheet) if one.title == owner.name)
    *days, total = ([Decimal(cell) for cell in row[-2:]] for row in own_sheet.rows)
    assert [sum(column) for column in zip(*days, strict=True)] == total

    statement = person_month(owner.pk, owner.name, month, "IDR")
    texts = {
        table.title: [table.header, *table.rows]
        for table in statements.tables.month_tables(statement)
    }
    figures = {row[0]: row[1] for row in texts["Bonus"][1:]}
    assert_a_person_adds_up(texts, figures)

    own = client.get(f"/bonuses/{owner.pk}/{query}")
    titles = ("Main bonus", "Daily bonuses", "Days", "Adjustments from closed months")
    assert_a_person_adds_up(dict(zip(titles, tables(own), strict=False)), cards(own))
    assert cards(own)["To pay"] == figures["To pay"]
    line = next(row for row in page if row[0] == owner.name)
    assert number(line[page[0].index("To pay")]) == number(figures["To pay"])


def test_two_equal_lines_add_up_to_twice_what_is_shown(deposit, client_of, admin, owner):
    """The case it was found with: 365.277,83 twice was 730.555,65."""
    other = make_staff("second")
    for staff in (owner, other):
        deposit("2026-02-03", 10, 7 * MILLION, staff=staff)
    make_rate("16234.57", date(2026, 1, 1), by=admin)
    [page] = tables(client_of(admin).get("/bonuses/?month=2026-02&currency=IDR"))
    assert [row[page[0].index("Total bonus")] for row in page[1:]] == [
        "Rp 365.277,83",
        "Rp 365.277,83",
        "Rp 730.555,66",
    ]


def test_the_days_of_an_open_month_add_up_too(deposit, client_of, admin, owner):
    deposit("2026-02-03", 8)
    deposit("2026-02-04", 8)
    make_rate("16234.57", date(2026, 1, 1), by=admin)
    query = "?month=2026-02&currency=IDR"
    own = client_of(owner).get(f"/bonuses/mine/{query}")
    days = tables(own)[2]
    assert [row[-2] for row in days[1:]] == ["Rp 40.586,43", "Rp 40.586,43", "Rp 81.172,86"]
    assert cards(own)["NDP bonus"] == "Rp 81.172,86"
    [page] = tables(client_of(admin).get(f"/bonuses/{query}"))
    assert page[1][page[0].index("NDP bonus")] == "Rp 81.172,86"


@pytest.fixture
def two_currencies(client_of, admin, owner):
    """A month in rupiah with 893.750 earned and 20 dollars less from a closed month."""
    month = next(months)
    plan = replace(DEFAULT, main=(Threshold(Decimal(MILLION), Decimal(893_750)),), currency="IDR")
    freeze(close_with(month, [owner], plan, [(0, 0)], [(Decimal(-20), "USD")]), Decimal(16_250))
    return month


@pytest.mark.parametrize(
    ("code", "paid"),
    [
        ("", {"To pay": "Rp 893.750", "To pay in USD": "-$ 20,00"}),
        ("IDR", {"To pay": "Rp 568.750"}),
    ],
)
def test_what_is_to_pay_is_the_same_everywhere(two_currencies, client_of, admin, owner, code, paid):
    client, query = client_of(admin), f"?month={two_currencies:%Y-%m}&currency={code}"
    [page] = tables(client.get(f"/bonuses/{query}"))
    for row in page[1:]:
        assert row[page[0].index("To pay")] == " ".join(paid.values())
    own = client.get(f"/bonuses/{owner.pk}/{query}")
    assert {name: it for name, it in cards(own).items() if name.startswith("To pay")} == paid
    header, rows = export.summary(month_sheet(two_currencies, code))
    for row in rows:
        amounts = [row[at] for at, name in enumerate(header) if name.startswith("To pay")]
        assert amounts == [number(it) for it in paid.values()]
    statement = person_month(owner.pk, owner.name, two_currencies, code)
    sentence = f"what is to be paid is {' and '.join(paid.values())}."
    assert sentence in " ".join(own.content.decode().replace("\xa0", " ").split())
    pdf = PdfReader(io.BytesIO(statement_pdf(statement, owner.name, owner.username)))
    written = " ".join(" ".join(it.extract_text() for it in pdf.pages).replace("\xa0", " ").split())
    assert sentence in written
    for name, text in paid.items():
        assert f"{name} {text}" in written


def test_the_rate_of_the_month_is_named_where_it_is_used(two_currencies, client_of, admin, owner):
    query = f"?month={two_currencies:%Y-%m}&currency=IDR"
    for page in ("/bonuses/", f"/bonuses/{owner.pk}/"):
        text = client_of(admin).get(page + query).content.decode().replace("\xa0", " ")
        assert "At Rp 16.250 for one dollar" in text
        assert "The month was closed with this rate." in text


def test_what_the_closed_month_was_stays_in_its_currency(two_currencies, client_of, admin, owner):
    """Its own rate is another: only what this month carries is in rupiah."""
    into = Adjustment.objects.get()
    Adjustment.objects.filter(pk=into.pk).update(new=into.old | {"total_bonus": "0.00"})
    query = f"?month={two_currencies:%Y-%m}&currency=IDR"
    line = tables(client_of(admin).get(f"/bonuses/{owner.pk}/{query}"))[3][1]
    assert "→ $ 0,00" in line[2]
    assert line[-1] == "-Rp 325.000"
