"""Item 18: the preview says what would be saved, or says that it does not know."""

import pytest
from playwright.sync_api import expect

from omset.models import OmsetRecord
from tests.make import make_deposit, make_product, make_staff

pytestmark = pytest.mark.django_db
CHECK = "**/omset/check/**"
UNREAD = "This could not be checked."


@pytest.fixture
def rina(sign_in):
    """A staff member whose entry form has a product, a customer and a preview."""
    make_product("Alpha")
    person = sign_in(make_staff("rina"))
    person.page.goto("/omset/new/")
    person.page.get_by_label("Product").select_option(label="Alpha")
    person.page.get_by_label("Customer").fill("budi")
    person.page.get_by_label("Nominal").fill("100")
    expect(amount(person)).to_have_text("Rp 100.000 × 1 = Rp 100.000")
    return person


def amount(person):
    return person.page.locator("#amount-read")


def expect_nothing_said(person):
    expect(person.page.locator("#preview")).to_contain_text(UNREAD)
    expect(person.page.locator("#preview .badge")).to_have_count(0)
    expect(amount(person)).to_have_text("")


def test_a_long_note_in_any_script_is_previewed_and_stands_in_no_address(rina):
    requests = []
    rina.page.on("request", lambda request: requests.append(request.url))
    rina.page.get_by_label("Note").fill("กิน" * 166)
    rina.page.get_by_label("Nominal").fill("2jt")
    expect(amount(rina)).to_have_text("Rp 2.000.000 × 1 = Rp 2.000.000")
    checks = [url for url in requests if "/omset/check/" in url]
    assert checks != []
    assert [url for url in checks if "?" in url] == []
    rina.save_deposit()
    assert OmsetRecord.objects.get().total == 2_000_000


def answer_with(status):
    return lambda route: route.fulfill(status=status, body="no")


def test_a_preview_that_fails_says_so_and_clears(rina):
    for status in (403, 414, 429, 500, 502):
        rina.expects(status)
        rina.page.route(CHECK, answer_with(status))
        rina.page.get_by_label("Nominal").fill("250")
        expect_nothing_said(rina)
        rina.page.unroute(CHECK)
        rina.page.get_by_label("Nominal").fill("300")
        expect(amount(rina)).to_have_text("Rp 300.000 × 1 = Rp 300.000")
        expect(rina.page.locator("#preview")).not_to_contain_text(UNREAD)


def test_a_preview_without_a_connection_says_so_and_clears(rina):
    rina.expects("net::ERR_", "htmx:afterRequest", "htmx:sendError")
    rina.context.set_offline(True)
    rina.page.get_by_label("Nominal").fill("250")
    expect_nothing_said(rina)
    rina.context.set_offline(False)
    rina.page.get_by_label("Nominal").fill("300")
    expect(amount(rina)).to_have_text("Rp 300.000 × 1 = Rp 300.000")


def test_a_slow_answer_is_waited_for_in_words_and_never_overtakes_a_later_one(rina):
    held = []  # never answered
    rina.page.route(CHECK, lambda route: held.append(route))
    rina.page.get_by_label("Nominal").fill("250")
    expect(rina.page.locator("#preview")).to_have_text("Reading what you typed…")
    expect(amount(rina)).to_have_text("")
    rina.page.unroute(CHECK)
    rina.page.get_by_label("Nominal").fill("300")
    expect(amount(rina)).to_have_text("Rp 300.000 × 1 = Rp 300.000")
    rina.page.wait_for_timeout(1200)
    expect(amount(rina)).to_have_text("Rp 300.000 × 1 = Rp 300.000")


def test_what_is_typed_while_an_answer_comes_is_previewed_as_well(rina):
    """The answer replaced the element that was about to ask: the last letters were never read."""
    nominal = rina.page.get_by_label("Nominal")

    def type_on(route):
        answer = route.fetch()
        nominal.press_sequentially("0")
        route.fulfill(response=answer)

    rina.page.route(CHECK, type_on, times=1)
    nominal.fill("25")
    expect(amount(rina)).to_have_text("Rp 250.000 × 1 = Rp 250.000")


@pytest.mark.parametrize(
    ("path", "label"), [("/omset/?preset=all", "Customer"), ("/staff/", "Search")]
)
def test_typing_into_a_search_leaves_one_entry_in_the_history(sign_in, admin, path, label):
    make_deposit(admin, make_product("Alpha"), "budi")
    page = sign_in(admin).page
    page.goto(path)
    before = page.url
    entries = page.evaluate("history.length")
    field = page.locator("[data-filter]").get_by_label(label)
    for letter in "budi":
        with page.expect_response(lambda answer: "budi"[0] in answer.url and answer.ok):
            field.press_sequentially(letter)
    expect(field).to_have_value("budi")
    field.press("Enter")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    assert "find=" in page.url
    assert "budi" not in page.url
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    page.wait_for_url(before)
