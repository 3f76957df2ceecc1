"""Rank and bonus move in one browser when a deposit is decided in another; the wall screen."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from omset.ledger import approval
from tests.browser.instruments.person import NO_ANSWER
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db
HALF_A_MINUTE = 30_000
MILLION = 1_000_000


@pytest.fixture
def floor():
    """Dewi leads with 100 million; rina has 15, and 90 more that wait for approval."""
    rina, dewi, product = make_staff("rina"), make_staff("dewi"), make_product("Alpha")
    ani, today = make_admin("ani"), str(timezone.localdate())
    make_deposit(dewi, product, "budi", today, 100 * MILLION)
    own = make_deposit(rina, product, "agus", today, 15 * MILLION)
    make_reservation(dewi, product, "siti", by=ani)
    waiting = make_deposit(rina, product, "siti", today, 90 * MILLION)
    return {"rina": rina, "dewi": dewi, "ani": ani, "own": own, "waiting": waiting}


def watch(sign_in, user, path):
    """Somebody who looks at a page and touches nothing, and whose time is ours."""
    person = sign_in(user)
    person.page.clock.install()
    person.page.goto(path)
    person.page.evaluate("window.isTheSamePage = true")
    return person


def assert_seen(board, statement, *, order, bonus):
    """What stands half a minute later on the pages that were opened in the beginning."""
    for person in (board, statement):
        person.page.clock.fast_forward(HALF_A_MINUTE)
    expect(board.page.locator(".ranking tbody th")).to_contain_text(order)
    expect(total_bonus(statement)).to_contain_text(bonus)
    for person in (board, statement):
        assert person.page.evaluate("window.isTheSamePage")


def total_bonus(person):
    return person.page.locator(".stat-card").filter(has_text="Total bonus")


def test_approving_deleting_and_restoring_moves_rank_and_bonus_elsewhere(sign_in, floor):
    board = watch(sign_in, floor["dewi"], "/leaderboard/")
    statement = watch(sign_in, floor["rina"], "/bonuses/mine/")
    expect(board.page.locator(".ranking tbody th")).to_contain_text(["dewi", "rina"])
    expect(total_bonus(statement)).to_contain_text("$ 0,00")
    ani = sign_in(floor["ani"]).page
    ani.goto(f"/omset/{floor['waiting'].pk}/")
    ani.get_by_role("button", name="Approve").click()
    assert_seen(board, statement, order=["rina", "dewi"], bonus="$ 30,00")
    ani.goto(f"/omset/{floor['own'].pk}/")
    ani.get_by_role("button", name="Delete").click()
    ani.locator("#delete").get_by_role("button", name="Delete").click()
    assert_seen(board, statement, order=["dewi", "rina"], bonus="$ 20,00")
    ani.goto(f"/omset/{floor['own'].pk}/")
    ani.get_by_role("button", name="Restore").click()
    assert_seen(board, statement, order=["rina", "dewi"], bonus="$ 30,00")


@pytest.fixture
def wall(sign_in, floor):
    """The wall screen, which belongs to dewi."""
    return watch(sign_in, floor["dewi"], "/leaderboard/tv/")


def first(person):
    return person.page.locator("tbody tr").first


def test_the_wall_screen_goes_on_by_itself(wall, floor):
    expect(first(wall)).to_contain_text("dewi")
    approval.approve(floor["waiting"].pk, by=floor["ani"], version=floor["waiting"].version)
    wall.page.clock.fast_forward(HALF_A_MINUTE)
    expect(first(wall)).to_contain_text("rina")
    assert wall.page.evaluate("window.isTheSamePage")


def test_the_wall_screen_keeps_its_picture_without_a_network_and_says_since_when(wall):
    since = wall.page.locator("header time").first.inner_text()
    notice = wall.page.locator("[data-stale]")
    expect(notice).to_be_hidden()
    wall.expects(*NO_ANSWER)
    wall.context.set_offline(True)
    for _half in range(3):
        wall.page.clock.fast_forward(HALF_A_MINUTE)
    expect(notice).to_contain_text(f"No new numbers since {since}")
    expect(first(wall)).to_contain_text("dewi")
    wall.context.set_offline(False)
    wall.page.clock.fast_forward(HALF_A_MINUTE)
    expect(notice).to_be_hidden()


def test_the_wall_screens_clock_is_jakartas_by_the_server(sign_in, floor):
    person = sign_in(floor["dewi"], timezone_id="America/New_York")
    person.page.clock.install(time="2020-01-01T00:00:00Z")
    person.page.goto("/leaderboard/tv/")
    clock = person.page.locator("[data-clock]")
    then = clock.inner_text()
    assert person.page.locator("header time").first.inner_text().startswith(then)
    person.expects(*NO_ANSWER)
    person.context.set_offline(True)
    person.page.clock.fast_forward(10 * 60_000)
    expect(clock).not_to_have_text(then)


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1280, 720)])
def test_the_wall_screen_needs_no_scrolling(sign_in, floor, size):
    for number in range(12):
        make_staff(f"a colleague with a name {number}")
    width, height = size
    page = sign_in(floor["dewi"], viewport={"width": width, "height": height}).page
    page.goto("/leaderboard/tv/")
    root = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    assert page.evaluate(root) == [width, height]
    assert page.evaluate("document.querySelector('.table-box').scrollWidth") < width * 0.7
