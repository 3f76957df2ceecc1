"""The web server of this machine and the address it serves."""

import os
import socket
import subprocess
import sys
import time
from http.client import OK, HTTPConnection, HTTPException

from launch import children
from launch.say import Failure

START_SECONDS = 60
EVERYWHERE = ("0.0.0.0", "::")


class Site:
    """gunicorn on HOST and PORT; `start` and `stop` may follow each other."""

    def __init__(self) -> None:
        self.host = os.environ.setdefault("HOST", "127.0.0.1")
        self.port = _port(os.environ.setdefault("PORT", "8000"))
        self._address = "127.0.0.1" if self.host in EVERYWHERE else self.host
        self.url = f"http://{self._address}:{self.port}/"
        self._process: subprocess.Popen | None = None

    def check_free(self) -> None:
        """Raise Failure when the address cannot be listened on."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise Failure(
                    f"cannot listen on {self.host}:{self.port} ({error.strerror}); "
                    f"choose another port, as in: make run PORT={self.port + 1}"
                ) from error

    def start(self) -> None:
        """Return once the web server answers. Raises Failure if it ends, errs or stays silent."""
        if self._process:
            # Orphaned workers would go on answering on the port for a while.
            children.kill_leftovers(self._process)
        self._process = children.start([sys.executable, "-m", "gunicorn", "crm.wsgi"])
        deadline = time.monotonic() + START_SECONDS
        while (status := self._status()) is None:
            if not self.is_running():
                raise Failure("the web server ended; its own lines above say why")
            if time.monotonic() > deadline:
                raise Failure(f"the web server does not answer on {self.url}")
            time.sleep(0.05)
        if status != OK:
            raise Failure(f"{self.url}livez answers {status}; the lines above say why")

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Let running requests finish, then end. Does nothing if not started."""
        if self._process:
            children.stop(self._process, seconds=25)

    def _status(self) -> int | None:
        connection = HTTPConnection(self._address, self.port, timeout=5)
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise Failure(f"PORT must be a number from 1 to 65535, not {text!r}")
