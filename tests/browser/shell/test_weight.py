"""What the first page after login costs over the wire, and that no script holds its paint back."""

import pytest
from django.core.management import call_command

from bench.weight import visit
from crm.staff.models import User
from loyalty.accounts.sign_in.sessions import cookie_name
from tests.browser.shell.test_menu import PHONE
from tests.loyalty.make import make_programme
from tests.loyalty.rewards.make import browser_of, make_redeemer
from tests.make import make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
KB = 1000
CARD = 15 * KB
LIMITS = {"everything": 60 * KB, "CSS": 25 * KB, "own script": 12 * KB, "requests": 8}
# True once something is painted, false after a while.
PAINTED = """() => new Promise(done => {
    new PerformanceObserver(() => done(true)).observe({type: "paint", buffered: true});
    setTimeout(done, 10_000, false);
})"""


@pytest.fixture
@remembered
def company(db):
    """The demo's."""
    call_command("demo", records=500, verbosity=0)


@pytest.fixture(params=["staff", "admin"])
def person(request, company, sign_in):
    """Somebody of the demo, with an empty cache."""
    return sign_in(User.objects.filter(role=request.param).earliest("pk"))


def test_the_first_page_is_light_and_comes_back_with_one_request(person):
    first, again = visit(person.page, "/"), visit(person.page, "/")
    weights = {
        "everything": first.total,
        "CSS": first.of("Stylesheet"),
        "own script": first.of("Script", "/js/app"),
        "requests": first.requests,
    }
    assert {name: size for name, size in weights.items() if not 0 < size <= LIMITS[name]} == {}
    assert list(again.sizes) == [f"{person.base_url}/"]


@pytest.fixture
def member(sign_in, web_server, db):
    """Somebody with a card and an empty cache."""
    person = sign_in(None, **PHONE)
    key = browser_of(make_redeemer(make_programme())).cookies[cookie_name()].value
    person.context.add_cookies([{"name": cookie_name(), "value": key, "url": web_server.url}])
    return person


def test_the_first_page_of_a_member_is_light_and_the_card_lighter(member):
    first = visit(member.page, "/me/")
    assert 0 < first.total <= LIMITS["everything"]
    assert 0 < first.requests <= LIMITS["requests"]
    card = visit(member.page, "/me/card/")
    assert 0 < card.of("Document") <= CARD


def test_a_file_is_never_asked_for_again(sign_in, db):
    rina, kept = sign_in(make_staff("rina")), {}
    rina.page.on("response", lambda r: kept.update({r.url: r.headers.get("cache-control", "")}))
    rina.page.goto("/", wait_until="networkidle")
    files = {url: caching for url, caching in kept.items() if "/static/" in url}
    assert files != {}
    assert {url: caching for url, caching in files.items() if "immutable" not in caching} == {}


def test_the_page_is_painted_before_any_script_has_come(sign_in, db):
    held, rina = [], sign_in(make_staff("rina"))
    rina.context.route("**/*.js", lambda route: held.append(route))
    rina.page.goto("/", wait_until="commit")
    assert rina.page.evaluate(PAINTED)
    assert rina.page.locator("main h1").is_visible()
    assert held != []
    for route in held:
        route.continue_()
    rina.page.wait_for_load_state()
