"""The view of staff: one day and product at a time (OM-28)."""

from tests.make import make_deposit, make_product
from tests.omset.views.pages import figures_in
from tests.parsed import parsed

DETAILS = "/omset/details/"


def test_OM_28_staff_choose_one_of_their_last_days_with_data(owner, stranger, client_of):
    product, other = make_product("P"), make_product("Q")
    for day in range(1, 13):
        make_deposit(owner, product, "x", f"2026-02-{day:02}")
    make_deposit(owner, other, "x", "2026-01-05")
    make_deposit(stranger, product, "x", "2026-02-13")
    client = client_of(owner)
    for page in (DETAILS, "/omset/"):
        recent = client.get(page, {"date": "2026-02-12"}).context["recent"]
        assert [found.date.day for found in recent] == list(range(12, 2, -1))
        assert [found.is_chosen for found in recent] == [True] + [False] * 9
    [found] = client.get(DETAILS, {"product": str(other.pk)}).context["recent"]
    [day] = client.get(f"{DETAILS}?{found.query}").context["page"].rows
    assert day.date.day == 5
    assert [row.customer_id for row in day.rows] == ["x"]


def test_OM_28_the_cards_of_a_day(golden, client_of):
    query = {"date": "2026-02-01", "product": str(golden.products["P"].pk)}
    page = parsed(client_of(golden.staff["A"]).get(DETAILS, query))
    assert figures_in(page) == {
        "Omset": "Rp 300.000",
        "Customers": "3",
        "Forms": "5",
        "NDP": "1",
        "RDP": "2",
    }


def test_admins_have_the_filter_instead_of_recent_days(golden, admin, client_of):
    assert client_of(admin).get(DETAILS).context["recent"] == []
