"""What runs beside the web server: a command of ours that ends only when it is told to."""

import subprocess
import sys

from launch import children


class Background:
    """`manage.py NAME`; `start` and `stop` may follow each other."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        """Begin, and do not wait for it."""
        self._process = children.start([sys.executable, "manage.py", self.name])

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ask_to_end(self) -> None:
        """Let it end while others end, too: a worker finishes its job or hands it back."""
        if self._process:
            self._process.terminate()

    def stop(self) -> None:
        """Wait until it has ended. Does nothing if not started."""
        if self._process:
            children.stop(self._process, seconds=25)
