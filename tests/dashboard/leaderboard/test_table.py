"""The rows of the tables of people: texts made ready before the page writes them."""

from datetime import date

import pytest

from crm.staff.models import User
from dashboard import links
from dashboard.periods import DateRange
from omset.models import DepositorKind
from tests.make import make_admin, make_staff
from tests.parsed import parsed, tables

pytestmark = pytest.mark.django_db
FEBRUARY = DateRange(date(2026, 2, 1), date(2026, 2, 28))
TYPED = "<b>Ann</b> & Co"


@pytest.mark.parametrize("page", ["/leaderboard/", "/targets/"])
def test_a_name_is_written_as_it_was_typed(client_of, admin, page):
    User.objects.filter(pk=make_staff("ann").pk).update(name=TYPED)
    answer = client_of(admin).get(page)
    names = {cell for table in tables(answer) for row in table for cell in row}
    assert TYPED in names
    assert parsed(answer).one("table").all("b") == []


def test_a_name_that_opens_nothing_is_written_as_it_was_typed(client_of, owner):
    User.objects.filter(pk=make_staff("ann").pk).update(name=TYPED)
    answer = client_of(owner).get("/leaderboard/")
    names = {cell for row in tables(answer)[0] for cell in row}
    assert TYPED in names
    assert parsed(answer).one("table").all("b") == []


@pytest.mark.parametrize("narrowed", [{}, {"staff": "0" * 24}])
def test_the_lists_of_all_figures_are_those_of_each(admin, narrowed):
    urls = links.of_figures(admin, FEBRUARY, **narrowed)
    ndp, rdp = DepositorKind.NDP.value, DepositorKind.RDP.value
    assert urls["total"] == links.counted_records(admin, FEBRUARY, **narrowed)
    assert urls["ndp"] == links.counted_records(admin, FEBRUARY, ndp, **narrowed)
    assert urls["rdp"] == links.counted_records(admin, FEBRUARY, rdp, **narrowed)


def test_RO_5_nothing_leads_to_a_list_that_is_closed_to_the_reader():
    blocked = make_admin(blocked_pages=["omset"])
    urls = links.of_figures(blocked, FEBRUARY)
    assert [urls[name] for name in ("total", "ndp", "rdp")] == ["", "", ""]
