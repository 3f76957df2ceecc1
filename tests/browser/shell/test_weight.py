"""What the first page after login costs over the wire, and that no script holds its paint back."""

import pytest
from django.core.management import call_command

from bench.weight import visit
from crm.staff.models import User
from tests.make import make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
KB = 1000
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
