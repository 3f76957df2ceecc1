"""The people and workers of the drill, each a process on its database."""

import os
import subprocess
import sys
from pathlib import Path

from omset.chaos.operations import Operation, noted
from omset.chaos.processes import DrillFailed, spawn, wait_for

WRITERS, READERS, WORKERS = 6, 2, 2
SECONDS = 600
# Of the writers, in a database that ends with the drill.
PASSWORD = "a long enough passphrase"
# The drill has a life of its own: nothing of it is mailed, told or witnessed.
SILENT = ("WITNESS_DIR", "WITNESS_WEBHOOK", "AUDIT_WEBHOOK", "BACKUP_DIR", "SENTRY_DSN")
ENVIRONMENT = {
    **dict.fromkeys((*SILENT, "EMAIL_HOST"), ""),
    "JOB_LEASE_SECONDS": "5",
    "JOB_RETRY_SECONDS": "0.5",
    "LOG_LEVEL": "WARNING",
}


class Cast:
    """Use it as a context; what they note and log lies in `folder`."""

    def __init__(
        self,
        uri: str,
        folder: Path,
        *,
        writers: int = WRITERS,
        readers: int = READERS,
        workers: int = WORKERS,
    ) -> None:
        self.folder = folder
        self._environment = os.environ | ENVIRONMENT | {"MONGODB_URI": uri}
        self._processes: dict[str, subprocess.Popen[str]] = {}
        self.writers = [f"writer{number}" for number in range(writers)]
        self.readers = [f"reader{number}" for number in range(readers)]
        self.workers = [f"worker{number}" for number in range(workers)]

    def __enter__(self) -> "Cast":
        return self

    def __exit__(self, *error: object) -> None:
        for process in self._processes.values():
            process.kill()
            process.wait()

    def prepare(self, jobs: int) -> None:
        """Have the database filled. Raises DrillFailed."""
        self._play("prepare", "prepare", len(self.writers), jobs)
        self._end("prepare")

    def look(self) -> str:
        """What is stored once all jobs are done, as JSON. Raises DrillFailed."""
        file = self.folder / "stored.json"
        self._play("look", "look", file)
        self._end("look")
        return file.read_text()

    def begin(self) -> None:
        """Have all of them at work. Raises DrillFailed."""
        for name in self.writers:
            self._play(name, "write", name, self.folder)
        for name in self.readers:
            self._play(name, "read", name, self.folder)
        for name in self.workers:
            self._play(name, "work")
        notes = [self._notes(name) for name in (*self.writers, *self.readers)]
        wait_for(lambda: all(file.exists() for file in notes), "everybody is at work")

    def check(self) -> None:
        """Raise DrillFailed if one of them has ended though nobody asked it to."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                raise DrillFailed(f"{name} ended by itself: {self._last_words(name)}")

    def stop_asking(self) -> None:
        """Let writers and readers end what they are at; the workers go on. Raises DrillFailed."""
        (self.folder / "stop").touch()
        for name in (*self.writers, *self.readers):
            self._end(name)

    def asked_by(self, names: list[str]) -> list[Operation]:
        """What they have asked, with what came of it."""
        return [operation for name in names for operation in noted(self._notes(name))]

    def _play(self, name: str, role: str, *arguments: object) -> None:
        command = [sys.executable, "-m", "omset.chaos", role, *map(str, arguments)]
        self._processes[name] = spawn(command, self._log(name), self._environment)

    def _end(self, name: str) -> None:
        code = self._processes.pop(name).wait(SECONDS)
        if code:
            raise DrillFailed(f"{name} ended with {code}: {self._last_words(name)}")

    def _notes(self, name: str) -> Path:
        return self.folder / f"{name}.jsonl"

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _last_words(self, name: str) -> str:
        return (self._log(name).read_text().strip().splitlines() or ["without a word"])[-1]
