"""A link to the database that can be slow, cut, or dead without a word."""

import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

LOOPBACK, PIECE = "127.0.0.1", 1 << 16


class Link:
    """Passes on what comes, to and from a server; use it as a context."""

    def __init__(self, uri):
        self.target = urlsplit(uri).port
        self.delay, self.is_dead, self.is_cut = 0, False, False
        self.listening = socket.create_server((LOOPBACK, 0))
        self.port = self.listening.getsockname()[1]
        self.open = set()

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.listening.close()
        self.cut()

    @property
    def uri(self):
        """For a client that asks for nothing behind the link."""
        return f"mongodb://{LOOPBACK}:{self.port}/?directConnection=true"

    def cut(self):
        """End all connections, and each new one at once."""
        self.is_cut = True
        for end in [*self.open]:
            self._close(end)

    def die(self):
        """Connections stay open, and nothing passes in them any more, nor in new ones."""
        self.is_dead = True

    def mend(self):
        """Whole again; connections that were dead stay so."""
        self.delay, self.is_dead, self.is_cut = 0, False, False

    def _accept(self):
        with suppress(OSError):
            while True:
                client, _address = self.listening.accept()
                if self.is_cut:
                    client.close()
                    continue
                server = socket.create_connection((LOOPBACK, self.target))
                self.open |= {client, server}
                life = {"dead": False}
                for one, other, delayed in ((client, server, True), (server, client, False)):
                    pump = (one, other, delayed, life)
                    threading.Thread(target=self._pump, args=pump, daemon=True).start()

    def _pump(self, source, target, delayed, life):
        with suppress(OSError):
            while data := source.recv(PIECE):
                if delayed and self.delay:
                    time.sleep(self.delay)
                life["dead"] |= self.is_dead
                if not life["dead"]:
                    target.sendall(data)
        self._close(source)
        self._close(target)

    def _close(self, end):
        self.open.discard(end)
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
