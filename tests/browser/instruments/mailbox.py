"""Where the mails of the web processes arrive: a mail server that keeps what it is given."""

import email
import socketserver
from contextlib import suppress
from email.policy import default
from threading import Thread

END = b".\r\n"


class Mailbox(socketserver.ThreadingTCPServer):
    """On a free port of this machine while it is open; speaks what Django's sender does."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Delivery)
        self.mails = []

    @property
    def settings(self):
        """By what a web process finds it."""
        return {
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.server_address[1]),
            "EMAIL_USE_TLS": "false",
        }

    def open(self):
        """Take mails from now on."""
        Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        """Take none any more."""
        self.shutdown()
        self.server_close()

    def texts_to(self, address):
        """The texts of the mails to somebody, in their order."""
        return [mail.get_content() for mail in self.mails if mail["To"] == address]


class _Delivery(socketserver.StreamRequestHandler):
    """One sender: every command is answered with yes."""

    def handle(self):
        with suppress(ConnectionError):
            self._say("220 ready")
            for line in iter(self.rfile.readline, b""):
                self._answer(line.strip().upper())

    def _answer(self, command):
        if command == b"DATA":
            self._say("354 go on")
            self.server.mails.append(
                email.message_from_bytes(b"".join(self._lines()), policy=default)
            )
        self._say("221 bye" if command == b"QUIT" else "250 yes")

    def _lines(self):
        for line in iter(self.rfile.readline, END):
            yield line.removeprefix(b".") if line.startswith(b"..") else line

    def _say(self, answer):
        self.wfile.write(f"{answer}\r\n".encode())
