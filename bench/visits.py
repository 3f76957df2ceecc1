"""Visitors with kept connections, and a small proxy in front of a web server that is replaced.

The proxy stands for nginx: it has a connection of its own to the server for each request.
"""

import threading
import time
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
SECONDS = 30


class Proxy:
    """Sends each request to the port that it was switched to last. Close it at the end."""

    def __init__(self) -> None:
        self.upstream = 0
        self._server = ThreadingHTTPServer((HOST, 0), _handler_of(self))
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def switch(self, port: int) -> None:
        """New requests go there."""
        self.upstream = port

    def close(self) -> None:
        """It answers nobody any more."""
        self._server.shutdown()
        self._server.server_close()


class Visitors:
    """So many ask for a page again and again, each on one connection, until they leave."""

    def __init__(self, port: int, path: str, *, visitors: int, pause: float) -> None:
        self.port, self.path, self.pause = port, path, pause
        self.answers: list[str] = []
        self.failures: list[object] = []
        self.milliseconds: list[float] = []
        self.seconds = 0.0
        self._began = time.perf_counter()
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _visitor in range(visitors)]
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        """Ask no more."""
        self._ending.set()
        for thread in self._threads:
            thread.join(SECONDS)
        self.seconds = time.perf_counter() - self._began

    def _ask(self) -> None:
        connection = HTTPConnection(HOST, self.port, timeout=SECONDS)
        while not self._ending.wait(self.pause):
            began = time.perf_counter()
            try:
                connection.request("GET", self.path)
                answer = connection.getresponse()
                self.answers.append(answer.read().decode())
                if answer.status != 200:
                    self.failures.append(answer.status)
            except (HTTPException, OSError) as error:
                self.failures.append(error)
                connection.close()
            self.milliseconds.append((time.perf_counter() - began) * 1000)
        connection.close()


def _handler_of(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Else a small answer waits for the visitor to say that the head has come.
        wbufsize = -1

        def do_GET(self) -> None:
            upstream = HTTPConnection(HOST, proxy.upstream, timeout=SECONDS)
            upstream.request("GET", self.path, headers={"Host": HOST})
            answer = upstream.getresponse()
            body = answer.read()
            upstream.close()
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
