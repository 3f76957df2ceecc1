"""The product under measurement: a database of its own, the web server, the commands."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from bench.data import STAFF

PASSWORD = "correct horse battery bench"
ADMIN = "bench admin"


CHECKOUT = Path(__file__).resolve().parent.parent


class Site:
    """`checkout` is where the measured code lies: another state of it can be measured beside."""

    def __init__(self, uri: str, port: int, checkout: Path = CHECKOUT) -> None:
        self.uri, self.port, self.checkout = uri, port, checkout
        self._web: subprocess.Popen | None = None
        self.environment = os.environ | {
            "MONGODB_URI": uri,
            "SECRET_KEY": "only for measuring " * 3,
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "false",
            "RATELIMIT_ENABLE": "false",
            "PORT": str(port),
            "LOG_LEVEL": "WARNING",
        }

    def prepare(self) -> None:
        """Migrate, collect static files, create the accounts."""
        self.manage("migrate", "-v0")
        self.manage("collectstatic", "--noinput", "-v0")
        for name in STAFF:
            self._create(name, "staff")
        self._create(ADMIN, "admin")

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """What the command printed. Raises CalledProcessError."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command,
            env=self.environment,
            cwd=self.checkout,
            input=stdin,
            text=True,
            check=True,
            stdout=subprocess.PIPE,
        ).stdout

    def measured_import(self, path: Path) -> dict:
        """What importing deposits took: as measured()."""
        options = ("--create-missing", "--staff", STAFF[0], "--product", "Alpha")
        return self.measured("import_omset", str(path), *options)

    def measured(self, *arguments: str) -> dict:
        """The JSON result of a command with its wall time and its highest memory in MB."""
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments, "--json"],
            env=self.environment,
            cwd=self.checkout,
            stdout=subprocess.PIPE,
        )
        highest = 0
        while process.poll() is None:
            highest = max(highest, memory(process.pid))
            time.sleep(0.1)
        assert process.stdout is not None
        result = json.loads(process.stdout.read())
        return result | {"wall": time.perf_counter() - started, "memory": highest}

    @contextmanager
    def serving(self) -> Iterator[None]:
        """The web server runs while the block does."""
        command = [sys.executable, "-m", "gunicorn", "crm.wsgi"]
        self._web = subprocess.Popen(command, env=self.environment, cwd=self.checkout)
        try:
            self._wait()
            yield
        finally:
            self._web.terminate()
            self._web.wait()

    def web_memory(self) -> list[int]:
        """MB of the web server's processes."""
        children = Path(f"/proc/{self._web.pid}/task/{self._web.pid}/children").read_text()
        return [memory(pid) for pid in (self._web.pid, *map(int, children.split()))]

    def _create(self, name: str, role: str) -> None:
        self.manage("create_user", name, "--role", role, "--password-stdin", stdin=PASSWORD)

    def _wait(self) -> None:
        for _ in range(200):
            try:
                urlopen(f"http://127.0.0.1:{self.port}/readyz").read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the web server is not ready")


def memory(pid: int) -> int:
    """The resident memory of a process in MB, 0 if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(lines.get("VmRSS", "0 kB").split()[0]) // 1024
