"""How a worker or a scheduler ends: SIGTERM or Ctrl-C, at once where it only waits."""

import os
import select
import signal
from collections.abc import Callable
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Ending:
    """Knows whether the process shall end. For the main thread."""

    def __init__(self) -> None:
        self.begun = False
        self._listener: Callable[[], None] | None = None
        # What the handler writes here ends a pause; a handler may hardly do more.
        self._read, self._write = os.pipe()

    def on_signal(self, listener: Callable[[], None] | None = None) -> None:
        """From now on a signal begins the end; `listener` is called by its handler."""
        self._listener = listener
        for number in SIGNALS:
            signal.signal(number, self._begin)

    def sleep(self, seconds: float) -> None:
        """Wait so long, or until the end begins."""
        select.select([self._read], [], [], seconds)

    def _begin(self, number: int, frame: FrameType | None) -> None:
        if not self.begun:
            os.write(self._write, b".")
        self.begun = True
        if self._listener is not None:
            self._listener()
