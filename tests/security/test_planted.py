"""No log, span or report says a secret, or what somebody typed (OP-8): forty are planted.

All of it in one process that logs at DEBUG, with real requests, a job that fails for good, errors
on pages, a mail and a webhook that nobody takes; a collector of spans and a Sentry listen.
"""

import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, quote_plus, urlsplit

import brotli
import pytest
from django.db import connection

from tests.environment import CHECKOUT
from tests.security.planted import ENVIRONMENT, SECRETS

pytestmark = pytest.mark.django_db
ERRORS = {"ValueError", "IntegrityError", "KeyError"}
OPEN = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}


@pytest.fixture(scope="module")
def collector():
    """Where spans and reports go: its address, and the bodies by their path."""
    bodies = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            opened = OPEN[self.headers.get("Content-Encoding")](body)
            bodies.setdefault(self.path.split("?")[0], []).append(opened)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", bodies
        server.shutdown()


@pytest.fixture
def planted(collector, written_by_others):
    """What the process answered, its log, the spans and the reports."""
    address, bodies = collector
    given = urlsplit(os.environ["MONGODB_URI"])
    environment = os.environ | ENVIRONMENT
    environment |= {
        "MONGODB_URI": given._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "LOG_LEVEL": "DEBUG",
        "SENTRY_DSN": f"http://key@{address}/1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{address}",
        "STATIC_ROOT": str(CHECKOUT / "static"),
    }
    command = [sys.executable, "-m", "tests.security.planted"]
    ran = subprocess.run(
        command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    spans = b"".join(bodies.get("/v1/traces", []))
    reports = b"".join(body for path, each in bodies.items() if "/api/" in path for body in each)
    spans, reports = spans.decode(errors="replace"), reports.decode(errors="replace")
    return json.loads(ran.stdout), ran.stderr, spans, reports


def spellings_of(secret):
    """As it may stand in a text, an address or JSON."""
    return {secret, quote(secret), quote_plus(secret), json.dumps(secret)[1:-1]}


def test_OP_8_nothing_that_was_planted_is_said(planted):
    answers, log, spans, reports = planted
    secrets = SECRETS | answers.pop("cookies")
    written = {"log": log, "spans": spans, "reports": reports}
    said = [
        (where, what)
        for where, text in written.items()
        for what, secret in secrets.items()
        if any(spelling in text for spelling in spellings_of(secret))
    ]
    assert said == []
    assert len(SECRETS) >= 40
    # What was planted has arrived, and what looks has something to look at.
    assert {what for what, status in answers.items() if status >= 500} == ERRORS
    assert answers["sign in"] == answers["deposit"] == 302
    assert answers["gauges"] == 200
    assert '"event": "job failed"' in log
    assert '"path": "/password/link/***"' in log
    assert "POST omset/new/" in spans
    assert "password/link/<str:token>/" in spans
    assert all(error in reports for error in ERRORS)
