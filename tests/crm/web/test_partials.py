"""A page or one of its parts, as HX-Target says and the server allows."""

import pytest
from django.http import HttpResponse
from django.template import engines
from django.template.loaders.locmem import Loader
from django_htmx.middleware import HtmxMiddleware

from crm.web.partials import render_page

PAGE = """{% load partials %}<h1>page</h1>
{% partialdef rows inline %}<p>{{ word }}</p>{% endpartialdef %}{# #}
{% partialdef total %}<b>{{ word }}</b>{% endpartialdef %}"""


@pytest.fixture(autouse=True)
def page_template(monkeypatch):
    engine = engines["django"].engine
    cached = engine.template_loaders[0]
    loaders = [Loader(engine, {"page.html": PAGE}), *cached.loaders]
    monkeypatch.setattr(cached, "loaders", loaders)
    cached.reset()
    yield
    cached.reset()


def body_for(rf, target=None, **arguments):
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    request = rf.get("/", headers=headers)
    HtmxMiddleware(lambda request: HttpResponse())(request)
    return render_page(request, "page.html", {"word": "hi"}, **arguments)


def test_a_browser_gets_the_whole_page(rf):
    assert body_for(rf, part="rows").content == b"<h1>page</h1>\n<p>hi</p>\n"


def test_htmx_gets_the_part_it_is_about_to_replace(rf):
    assert body_for(rf, "rows", part="rows").content == b"<p>hi</p>"


def test_one_of_several_parts_is_chosen_by_the_target(rf):
    assert body_for(rf, "total", part=("rows", "total")).content == b"<b>hi</b>"


def test_a_part_that_the_view_does_not_name_can_not_be_asked_for(rf):
    assert body_for(rf, "total", part="rows").content == b"<h1>page</h1>\n<p>hi</p>\n"


def test_an_invalid_form_keeps_its_status(rf):
    assert body_for(rf, "rows", part="rows", status=422).status_code == 422
