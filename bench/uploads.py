"""Measure an upload of 200 MB: python -m bench.uploads. Prints the rows for bench/RESULTS.md.

One web process on a database of its own; the memory is the highest that the kernel has counted for
that process while the file came, less what it had after a small upload.
"""

import os
import tempfile
import threading
import time
from pathlib import Path

import httpx

from bench.browser import TOKEN
from bench.site import ADMIN, PASSWORD, Site
from crm.mongo.server.embedded import EmbeddedServer

CHECKOUT = Path(__file__).resolve().parent.parent
PORT = 8391
MB = 1_000_000
LARGE, SMALL = 199 * MB, 100_000
LINE = b"2026-01-05,customer,100000,a note of some length\n"
FORM = b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
FILE = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
END = b"\r\n--B--\r\n"


def main() -> None:
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        uri = server.start()
        try:
            _measure(uri)
        finally:
            server.stop()


def _measure(uri: str) -> None:
    os.environ["WEB_WORKERS"] = "1"
    site = Site(uri, PORT)
    site.manage("migrate", "-v0")
    site.manage("collectstatic", "--noinput", "-v0")
    site.manage("create_user", ADMIN, "--role", "admin", "--password-stdin", stdin=PASSWORD)
    with site.serving(), httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=600) as client:
        login = {"username": ADMIN, "password": PASSWORD}
        client.post("/login/", data=login | {"csrfmiddlewaretoken": _token(client, "/login/")})
        _send(client, SMALL)
        before = site.web_memory()[1]
        highest = Highest(site)
        seconds = _send(client, LARGE)
        print(f"| a file of 200 MB: memory of the web process | +{highest.end() - before} MB |")
        print(f"| the same: MB/s | {LARGE / MB / seconds:.0f} |")


class Highest:
    """The highest memory of the web process until `end`, looked at 50 times a second."""

    def __init__(self, site: Site) -> None:
        self.site, self.megabytes, self.going = site, 0, True
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def end(self) -> int:
        self.going = False
        self.thread.join()
        return self.megabytes

    def _look(self) -> None:
        while self.going:
            self.megabytes = max(self.megabytes, self.site.web_memory()[1])
            time.sleep(0.02)


def _send(client: httpx.Client, size: int) -> float:
    """Send a file of so many bytes; the seconds until the answer."""
    body = FORM % (b"csrfmiddlewaretoken", _token(client, "/omset/import/").encode())
    body += FORM % (b"status", b"approved") + FILE + LINE * (size // len(LINE)) + END
    began = time.perf_counter()
    headers = {"Content-Type": "multipart/form-data; boundary=B"}
    answer = client.post("/omset/import/send/", content=body, headers=headers)
    assert answer.status_code == httpx.codes.FOUND, answer.text[:300]
    return time.perf_counter() - began


def _token(client: httpx.Client, path: str) -> str:
    """The form's token on that page."""
    return TOKEN.search(client.get(path).text)[1]


if __name__ == "__main__":
    main()
