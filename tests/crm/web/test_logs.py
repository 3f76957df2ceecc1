"""Sentry is on by its one variable, and gets the request's id but no customer's data."""

import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest
import sentry_sdk
from django.db import IntegrityError
from pymongo.errors import BulkWriteError

from crm.web.logs import for_sentry, without_texts, without_values

OPEN = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}
REPORT_AN_ERROR = """
import django
django.setup()
import sentry_sdk, structlog
with structlog.contextvars.bound_contextvars(request_id="edge-7f3a.0001"):
    try:
        customer_id = "0812-3456"
        int("none")
    except ValueError as error:
        sentry_sdk.capture_exception(error)
sentry_sdk.flush()
"""


@pytest.fixture
def sentry():
    """A local Sentry: its DSN, and the request bodies it got."""
    bodies = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(OPEN[self.headers.get("Content-Encoding")](body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://key@127.0.0.1:{server.server_port}/1", bodies
        server.shutdown()


def test_an_error_is_reported_with_its_request_and_without_local_values(sentry):
    dsn, bodies = sentry
    environment = os.environ | {"SENTRY_DSN": dsn, "RELEASE": "2026.11"}
    subprocess.run([sys.executable, "-c", REPORT_AN_ERROR], env=environment, check=True)
    [body] = bodies
    event = json.loads(body.splitlines()[2])
    assert event["tags"] == {"request_id": "edge-7f3a.0001"}
    assert event["exception"]["values"][0]["type"] == "ValueError"
    assert event["release"] == "2026.11"
    assert b"0812-3456" not in body


def test_without_the_variable_nothing_is_reported():
    assert not sentry_sdk.get_client().is_active()


def test_a_report_does_not_say_what_was_looked_for():
    link = "/omset/?customer=0812-3456"
    request = {"method": "GET", "url": "http://crm/omset/", "query_string": "customer=0812-3456"}
    headers = {"Referer": f"http://crm{link}", "Hx-Current-Url": f"http://crm{link}"}
    sent = {"request": request | {"headers": headers}, "extra": {"request": f"<GET {link!r}>"}}
    assert "0812-3456" not in json.dumps(for_sentry(sent, {}))


def test_a_report_does_not_say_what_an_error_says():
    values = [{"type": "BulkWriteError", "value": "keyValue: 0812-3456"}]
    sent = for_sentry({"exception": {"values": values}}, {})
    assert "0812-3456" not in json.dumps(sent)
    assert sent["exception"]["values"][0]["type"] == "BulkWriteError"


def line_of(error, *, cause=None, without=without_values):
    """The line of an error that was raised here."""
    try:
        raise error from cause
    except type(error):
        return without(None, "error", {"event": "job failed", "exc_info": True})


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (BulkWriteError({"writeErrors": [{"op": {"phone": "0812-3456"}}]}), None),
        (IntegrityError("dup key: 0812-3456"), None),
        (ValueError("0812-3456"), BulkWriteError({"writeErrors": [{"op": "0812-3456"}]})),
    ],
)
def test_the_log_has_no_row_of_the_database(error, cause):
    line = line_of(error, cause=cause)
    assert "0812-3456" not in json.dumps(line)
    assert line["error"].startswith(type(error).__name__)
    assert "in line_of" in line["raised_at"]


def test_what_is_wrong_with_the_code_itself_has_its_text():
    line = line_of(ValueError("0812"), cause=ImportError("no fpdf"), without=without_texts)
    assert line["error"] == "ValueError < ImportError: no fpdf"


def test_a_developer_sees_the_text_of_another_error():
    assert line_of(KeyError("staff"))["exc_info"] is True


def test_OP_8_the_log_has_no_text_of_any_error():
    line = line_of(ValueError("0812"), cause=KeyError("3456"), without=without_texts)
    assert line["error"] == "ValueError < KeyError"
    assert "in line_of" in line["raised_at"]
    assert "0812" not in json.dumps(line)
    assert "3456" not in json.dumps(line)
