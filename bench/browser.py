"""A signed-in person over plain HTTP with a kept connection, as cheap as a client can be."""

import re
import time
import uuid
from datetime import date
from http.client import HTTPConnection
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PRODUCT = re.compile(r'<option value="([0-9a-f]{24})"[^>]*>Alpha<')


class UnexpectedAnswer(Exception):
    """The server answered something else than expected."""


class Person:
    def __init__(self, port: int, username: str, password: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port)
        self._cookies: dict[str, str] = {}
        self._last = 0.0
        self._token = TOKEN.search(self.get("/login/"))[1]
        self.post("/login/", username=username, password=password)
        form = self.get("/omset/new/")
        self._token = TOKEN.search(form)[1]
        self.product = PRODUCT.search(form)[1]

    def get(self, path: str) -> str:
        """The page; raises UnexpectedAnswer unless it is a 200."""
        status, body = self._send("GET", path)
        if status != 200:
            raise UnexpectedAnswer(f"GET {path}: {status}")
        return body

    def post(self, path: str, **fields: object) -> None:
        """Send a form; raises UnexpectedAnswer unless it leads on."""
        form = urlencode({"csrfmiddlewaretoken": self._token} | fields)
        status, body = self._send("POST", path, form)
        if status != 302:
            raise UnexpectedAnswer(f"POST {path}: {status} {body[:300]}")

    def deposit(self, customer: str, day: date, nominal: int = 150_000) -> None:
        """Log one deposit in the first product."""
        self.post(
            "/omset/new/",
            date=day,
            product=self.product,
            customer_id=customer,
            nominal=nominal,
            multiplier=1,
            note="",
            idempotency_key=uuid.uuid4(),
        )

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        # The server hangs up after five idle seconds.
        if time.monotonic() - self._last > 3:
            self._connection.close()
        self._last = time.monotonic()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        for header in response.headers.get_all("Set-Cookie", []):
            name, _, value = header.split(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, response.read().decode()
