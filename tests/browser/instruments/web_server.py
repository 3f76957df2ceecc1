"""gunicorn with the product, as in production, on a database of the tests."""

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from tests.environment import CHECKOUT

SECONDS = 60


class WebServer:
    """Web processes on a free port of this machine: two, unless `more` settings say otherwise."""

    def __init__(self, uri, database, static_root, more=None):
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = (
            os.environ
            | {
                "MONGODB_URI": urlsplit(uri)._replace(path=f"/{database}").geturl(),
                "STATIC_ROOT": str(static_root),
                "HOST": "127.0.0.1",
                "PORT": str(self.port),
                "WEB_WORKERS": "2",
            }
            | (more or {})
        )

    def manage(self, *arguments):
        """Run a command of the product beside the web processes; returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command,
            cwd=CHECKOUT,
            env=self._environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def collect_static(self):
        """Files under hashed names, as they are served in production."""
        self.manage("collectstatic", "--no-input", "--verbosity", "0")

    def start(self):
        """Return once it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "crm.wsgi"], cwd=CHECKOUT, env=self._environment
        )
        deadline = time.monotonic() + SECONDS
        while not self._answers():
            assert self._process.poll() is None, "gunicorn ended"
            assert time.monotonic() < deadline, "gunicorn does not answer"
            time.sleep(0.1)

    def deploy(self, static_root):
        """Replace it by a release with static files of its own, as these are."""
        self.stop()
        self._environment["STATIC_ROOT"] = str(static_root)
        self.manage("keep_static")
        self.start()

    def workers(self):
        """The ids of the processes that answer requests."""
        pid = self._process.pid
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def stop(self):
        """End it as an operator does."""
        self._process.terminate()
        self._process.wait(SECONDS)

    def _answers(self):
        web = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            web.request("GET", "/readyz")
            return web.getresponse().status == 200
        except OSError:
            return False
        finally:
            web.close()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
