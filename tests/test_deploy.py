"""What stands between a deployment and a mistake in its settings."""

import os
import re
import runpy
import socket
import struct
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SECRET_KEY": "kT2m8Qw5Zr1Xc7Vb4Nn9Mj6Hg3Fd0Sa-Pl_Ok2Ij8Uh5Yg1Tf7Rd4Es9W",
    "ALLOWED_HOSTS": "crm.example.com",
    "MONGODB_URI": "mongodb://db.example.com/omset?replicaSet=rs0",
}
READERS = ["crm/settings.py", "gunicorn.conf.py", "crm/mongo/server/embedded.py"]
READERS += ["launch/prepare.py", "launch/site.py"]
LOAD = "import crm.settings"
CHECK = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
# The server of these settings is nobody's: it cannot be asked for its release.
settings.SILENCED_SYSTEM_CHECKS = ["mongo.W001"]
call_command("check", deploy=True, fail_level="WARNING")
import sys
assert "zxcvbn" not in sys.modules, "no start waits for its dictionaries, 70 ms and 14 MB"
assert "pytest" not in sys.modules, "nor for what the demo alone needs, 180 ms"
assert "sentry_sdk" not in sys.modules, "nor for a collector of errors that nobody has set, 180 ms"
maps = sys.modules["django.contrib.gis.gdal.libgdal"]
assert type(maps).__name__ == "NoGeography", "nor for libraries of maps, 750 ms"
"""


def start(code=LOAD, **environment):
    """Run Python code with these settings alone; returns (exit code, the last line it wrote)."""
    needed = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "crm.settings"}
    command = [sys.executable, "-c", code]
    run = subprocess.run(
        command, cwd=CHECKOUT, env=needed | environment, capture_output=True, text=True
    )
    return run.returncode, (run.stdout + run.stderr).strip().rpartition("\n")[2]


def test_production_settings_pass_every_deployment_check():
    code, last_line = start(CHECK, **PRODUCTION)
    assert code == 0
    assert last_line[:37] == "System check identified no issues (1 "


def test_under_https_a_cookie_is_bound_to_the_host_and_admins_need_a_second_factor():
    names = "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.MFA)"
    settings_text = start(f"import crm.settings as s; {names}", **PRODUCTION)
    assert settings_text == (0, "__Host-session __Host-csrf required")


@pytest.mark.parametrize("name", PRODUCTION)
def test_a_missing_required_setting_stops_the_start(name):
    without = {key: value for key, value in PRODUCTION.items() if key != name}
    expected = f'environs.exceptions.EnvNotSetError: Environment variable "{name}" not set'
    assert start(**without) == (1, expected)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("HTTPS", "2"),
        ("TRUSTED_PROXIES", "one"),
        ("SESSION_IDLE_MINUTES", "soon"),
        ("MFA", "sometimes"),
        ("MONGODB_URI", "mongodb://db.example.com/"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(name, value):
    code, last_line = start(**PRODUCTION | {name: value})
    assert code == 1
    assert name in last_line


def test_the_example_lists_every_setting_and_no_other():
    example = (CHECKOUT / ".env.example").read_text()
    listed = re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)
    code = "".join((CHECKOUT / name).read_text() for name in READERS)
    read = re.findall(r'(?:env\.\w+|environ\.get|environ\.setdefault)\(\s*"([A-Z_]+)"', code)
    # What compose.yaml gives to the accounts of the database.
    read += re.findall(r"\$\{([A-Z]+_PASSWORD)\b", (CHECKOUT / "compose.yaml").read_text())
    assert sorted(listed) == sorted(set(read))


@pytest.mark.parametrize("path", sorted(CHECKOUT.glob("requirements*.txt")), ids=lambda p: p.name)
def test_every_requirement_is_exact(path):
    lines = [line for line in path.read_text().splitlines() if line and line[0] not in "#-"]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_a_client_that_falls_silent_does_not_keep_its_thread():
    config = runpy.run_path(str(CHECKOUT / "gunicorn.conf.py"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config["when_ready"](SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listening)]))
        with socket.create_connection(listening.getsockname()):
            accepted, _address = listening.accept()
            options = (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO)
            limits = [accepted.getsockopt(socket.SOL_SOCKET, option, 16) for option in options]
            accepted.close()
    assert limits == [struct.pack("ll", config["STALLED_SECONDS"], 0)] * 2
