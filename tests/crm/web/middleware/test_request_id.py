"""The id that ties a reply, its log lines and its error page together (SE-3)."""

import io
import json
import logging.config
import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import path

from crm.staff.access import public
from crm.web.logs import logging_config
from crm.web.middleware.request_id import RequestIdMiddleware

GIVEN = "edge-7f3a.0001"


@pytest.fixture
def lines():
    """The log lines written so far, as a production process writes them."""
    root, written = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level
    logging.config.dictConfig(logging_config(level=logging.DEBUG, as_json=True))
    root.handlers[0].setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers, root.level = before


@pytest.fixture
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = 1


def answer_of(view, path="/page", **headers):
    return RequestIdMiddleware(view)(RequestFactory().get(path, headers=headers))


def test_a_well_formed_id_of_a_client_is_not_taken_without_a_trusted_proxy():
    answer = answer_of(lambda request: HttpResponse(request.id), **{"X-Request-ID": GIVEN})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_a_well_formed_id_is_kept(behind_a_proxy):
    answer = answer_of(lambda request: HttpResponse(request.id), **{"X-Request-ID": GIVEN})
    assert answer.headers["X-Request-ID"] == GIVEN
    assert answer.content.decode() == GIVEN


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "new\nline-1234", "a b c d e f g", "ü" * 9]
)
def test_any_other_is_replaced(given, behind_a_proxy):
    answer = answer_of(lambda request: HttpResponse(), **{"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_no_line_about_a_refused_or_failed_request_holds_its_query(lines, owner, client_of):
    client = client_of(owner)
    client.get("/omset/", {"from_elsewhere": "08123", "page": "tampered"})
    client.post("/products/", {}, query_params={"customer": "08123"})
    [refused] = [line for line in lines() if line["event"] == "bad page cursor"]
    assert "raised_at" not in refused
    # A tampered cursor is somebody's doing, no fault of ours.
    assert refused["level"] == "warning"
    assert [line for line in lines() if "08123" in json.dumps(line)] == []


def test_each_request_writes_one_line_without_its_query(lines, behind_a_proxy):
    answer_of(lambda r: HttpResponse(status=201), "/page?customer=08123", **{"X-Request-ID": GIVEN})
    [line] = lines()
    assert line.pop("ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "crm.web.middleware.request_id",
        "method": "GET",
        "path": "/page",
        "request_id": GIVEN,
        "status": 201,
        "user": None,
    }


def test_probes_and_static_files_are_for_debugging_only(lines):
    answer_of(lambda request: HttpResponse(), "/livez")
    answer_of(lambda request: HttpResponse(), "/static/css/app.css")
    assert [line["level"] for line in lines()] == ["debug", "debug"]


def test_lines_of_a_streamed_part_carry_the_id(lines, behind_a_proxy):
    def parts():
        logging.getLogger("export").warning("slow")
        yield "row"

    answer = answer_of(lambda request: StreamingHttpResponse(parts()), **{"X-Request-ID": GIVEN})
    assert answer.getvalue() == b"row"
    assert [(line["event"], line["request_id"]) for line in lines()] == [
        ("request", GIVEN),
        ("slow", GIVEN),
    ]


def test_an_unhandled_error_is_logged_with_its_trace_and_id(
    lines, client, settings, behind_a_proxy
):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    answer = client.get("/boom", headers={"X-Request-ID": GIVEN})
    [line] = [line for line in lines() if line["level"] == "error"]
    assert answer.status_code == 500
    assert line["request_id"] == GIVEN
    assert line["error"] == "ZeroDivisionError"
    assert "in boom" in line["raised_at"]


def boom(request):
    raise ZeroDivisionError("on purpose")


urlpatterns = [path("boom", public(boom))]
