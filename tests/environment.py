"""The environment of the tests, set before Django's settings are read (`-p tests.environment`).

MONGODB_URI is honoured when set; else a server of our own runs for as long as pytest does, its
data thrown away at the end. Workers of pytest-xdist inherit the variables and so share it.
"""

import os
from contextlib import ExitStack
from pathlib import Path

from crm.mongo.server.embedded import temporary_server

CHECKOUT = Path(__file__).resolve().parent.parent
CHROMIUM = Path("/usr/bin/chromium")
# The published CDNOW purchases, 1.7 MB, are kept beside the checkout.
CDNOW = CHECKOUT.parent / "shared" / "data" / "cdnow.csv"
_servers = ExitStack()


def pytest_report_header():
    return [
        f"browser tests: {_whether(CHROMIUM)}",
        f"tests on real deposits: {_whether(CDNOW)}",
    ]


def _whether(needed: Path) -> str:
    return f"with {needed}" if needed.exists() else f"left out, there is no {needed}"


def pytest_unconfigure():
    _servers.close()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
os.environ["SECRET_KEY"] = "only for tests " * 4
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["HTTPS"] = "false"
os.environ["MFA"] = "optional"
os.environ["LOG_LEVEL"] = "WARNING"
if not os.environ.get("MONGODB_URI"):
    os.environ["MONGODB_URI"] = _servers.enter_context(temporary_server(CHECKOUT / ".mongodb-test"))
