"""htmx exchanges: Vary, redirects, toasts, news for the badges."""

import json

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.middleware import HtmxMiddleware

from crm.web.middleware.htmx import HtmxRepliesMiddleware

LOGIN = reverse("staff:login")
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/omset/?kind=NDP"}


@pytest.fixture
def exchange(rf):
    """exchange(reply, method) -> what the browser gets when the view answers with `reply`."""

    def run(reply, method="post", headers=HTMX, texts=()):
        request = getattr(rf, method)("/omset/check/", headers=headers)
        request._messages = CookieStorage(request)
        for level, text in texts:
            messages.add_message(request, level, text)
        return HtmxMiddleware(HtmxRepliesMiddleware(lambda request: reply))(request)

    return run


def events(response):
    return json.loads(response.get("HX-Trigger", "{}"))


def test_every_reply_varies_by_what_htmx_asks_for(exchange):
    assert exchange(HttpResponse(), headers={})["Vary"] == "HX-Request, HX-Target"


def test_a_write_tells_the_badges(exchange):
    assert events(exchange(HttpResponse())) == {"pending-changed": {}}


@pytest.mark.parametrize("status", [403, 409, 422, 500])
def test_a_refused_write_tells_nobody(exchange, status):
    assert events(exchange(HttpResponse(status=status))) == {}


def test_reading_tells_nobody(exchange):
    assert events(exchange(HttpResponse(), method="get")) == {}


def test_a_plain_browser_gets_no_events(exchange):
    reply = exchange(HttpResponse(), headers={}, texts=[(messages.SUCCESS, "Saved")])
    assert "HX-Trigger" not in reply


def test_messages_become_toasts_on_a_fragment(exchange):
    reply = exchange(HttpResponse(), texts=[(messages.SUCCESS, "Saved"), (messages.ERROR, "Late")])
    assert events(reply)["toast"] == {
        "messages": [{"level": "success", "text": "Saved"}, {"level": "error", "text": "Late"}]
    }


def test_a_redirect_loads_the_next_page_as_a_whole(exchange):
    reply = exchange(HttpResponseRedirect("/omset/"), texts=[(messages.SUCCESS, "Saved")])
    assert reply.status_code == 200
    assert reply["HX-Redirect"] == "/omset/"
    assert "Location" not in reply
    assert "HX-Trigger" not in reply


def test_a_plain_redirect_stays_one(exchange):
    reply = exchange(HttpResponseRedirect("/omset/"), headers={})
    assert reply.status_code == 302
    assert reply["Location"] == "/omset/"


def test_an_expired_login_comes_back_to_the_page_not_to_the_fragment(exchange):
    reply = exchange(HttpResponseRedirect(f"{LOGIN}?next=/omset/check/"), method="get")
    assert reply["HX-Redirect"] == f"{LOGIN}?next=%2Fomset%2F%3Fkind%3DNDP"


def test_an_expired_login_ignores_the_address_of_another_site(exchange):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://evil.example/x"}
    expired = HttpResponseRedirect(f"{LOGIN}?next=/omset/")
    reply = exchange(expired, method="get", headers=headers)
    assert reply["HX-Redirect"] == f"{LOGIN}?next=%2Fomset%2F"


def test_a_form_sent_by_somebody_signed_out_stays_where_it_is(exchange):
    reply = exchange(HttpResponseRedirect(f"{LOGIN}?next=/omset/new/"))
    assert reply.status_code == 401
    assert "HX-Redirect" not in reply
    assert "Location" not in reply


def test_cookies_survive_the_redirect(exchange):
    reply = HttpResponseRedirect("/omset/")
    reply.set_cookie("theme", "dark")
    assert exchange(reply).cookies["theme"].value == "dark"
