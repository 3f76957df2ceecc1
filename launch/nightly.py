"""The nightly work of a checkout that is served over midnight: never at its start."""

import subprocess
import sys
from datetime import UTC, datetime

from launch import children
from omset.clock import next_night


class Nightly:
    """Starts `manage.py nightly` when it is due and does not wait for it."""

    def __init__(self) -> None:
        self.due = next_night(datetime.now(UTC))
        self._process: subprocess.Popen | None = None

    def start_if_due(self) -> None:
        """Start it if its time has come; forget one that has ended."""
        if self._process and self._process.poll() is not None:
            self._process = None
        now = datetime.now(UTC)
        if now >= self.due:
            self.due = next_night(now)
            self._process = children.start([sys.executable, "manage.py", "nightly"])

    def stop(self) -> None:
        """End one that runs; the next night does what it left."""
        if self._process:
            children.stop(self._process)
