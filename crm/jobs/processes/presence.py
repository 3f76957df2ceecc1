"""Which workers and schedulers are there: each says so every 15 seconds."""

import os
import socket
import time
from dataclasses import dataclass, field
from uuid import uuid4

from crm.jobs.leases import NOW
from crm.jobs.models import Process
from crm.mongo.rows import collection

EVERY_SECONDS = 15
# Who has said nothing for so long is gone.
GONE_SECONDS = 60


def _own_name() -> str:
    """Of this process alone, also after a restart under the same number."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


@dataclass
class Presence:
    """This process among the others."""

    role: str
    name: str = field(default_factory=_own_name)
    _next: float = 0

    def say(self) -> None:
        """Say that the process is there, unless it has just said so."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_SECONDS
        who = {"role": self.role, "host": socket.gethostname(), "pid": os.getpid()}
        times = {"started_at": {"$ifNull": ["$started_at", NOW]}, "seen_at": NOW}
        collection(Process).update_one({"_id": self.name}, [{"$set": who | times}], upsert=True)

    def leave(self) -> None:
        """Say that it ends."""
        collection(Process).delete_one({"_id": self.name})
