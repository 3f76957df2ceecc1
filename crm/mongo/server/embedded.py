"""A real MongoDB inside the checkout, for trying, developing and testing (decision 0003).

One `mongod` serves one folder, as a one-node replica set on loopback. Any number of processes
may use it at once: the first one in starts it, the last one out stops it, and one that outlived
its users (they were killed) is taken over instead of started twice.
"""

import fcntl
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CDLL
from pathlib import Path
from typing import IO, Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure

from crm.mongo.server.binary import ELSEWHERE, EmbeddedUnavailable, mongod_binary

DATABASE = "omset"
REPLICA_SET = "rs0"
LOOPBACK = "127.0.0.1"
# Below the ports Linux gives to outgoing connections (32768 on), so a remembered one stays free.
PORTS = range(27100, 28000)
NOT_YET_INITIALIZED = 94
START_SECONDS = 90
STOP_SECONDS = 30
OPTIONS = (
    *("--bind_ip", LOOPBACK, "--nounixsocket", "--replSet", REPLICA_SET, "--quiet"),
    *("--oplogSize", "256"),
    *("--setParameter", "diagnosticDataCollectionEnabled=false"),
    # A large import dirties every index all over. With the usual 5% of the cache the server writes
    # the same pages again and again, half of its work. The journal has the rows meanwhile.
    *("--wiredTigerEngineConfigString", "eviction_dirty_target=50,eviction_dirty_trigger=80"),
    # An event counts a few rows at a time: the newer engine takes half as long again to begin.
    *("--setParameter", "internalQueryForceClassicEngine=true"),
)
# An eighth of the machine's memory for the cache, within what is useful here.
CACHE_GB = (0.5, 3)


class EmbeddedServer:
    """The `mongod` of one folder. `start` joins its users, `stop` leaves them."""

    def __init__(
        self, folder: Path, *, dies_with_starter: bool = False, waits_for_journal: bool = True
    ) -> None:
        self.waits_for_journal = waits_for_journal
        self.folder = Path(folder).absolute()
        self._data = self.folder / "data"
        self._log = self.folder / "mongod.log"
        self._port_file = self.folder / "port"
        self._before_exec = die_with_parent if dies_with_starter else None
        self._process: subprocess.Popen[bytes] | None = None
        self._membership: IO[str] | None = None

    @property
    def uri(self) -> str:
        """The address with the database's name, valid once started."""
        return f"mongodb://{LOOPBACK}:{self._port()}/{DATABASE}?replicaSet={REPLICA_SET}"

    def start(self) -> str:
        """Start the server, or join the one that runs; return its URI once it is primary."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._data.mkdir(exist_ok=True)
        with self._changing():
            users = self._membership = (self.folder / "users.lock").open("w")
            fcntl.flock(users, fcntl.LOCK_SH)
            self._run()
        return self.uri

    def is_running(self) -> bool:
        with self._changing():
            return self._pid() is not None

    def revive(self) -> None:
        """Start the server again after it died, on the same port if that is still free."""
        with self._changing():
            self._run()

    def stop(self) -> None:
        """Leave; the last user shuts the server down cleanly. Does nothing if not started."""
        if self._membership is None:
            return
        with self._changing():
            if _try_lock(self._membership) and self._pid():
                self._shut_down()
            elif self._process:
                # Others use it and will end it, so it is not ours to wait for any more.
                self._process.returncode = 0
            self._membership.close()
            self._membership = None

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Only one process at a time starts, stops or probes the server of this folder."""
        with (self.folder / "change.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _pid(self) -> int | None:
        """The running server's process id: a mongod locks the file it writes its id into."""
        if self._process and self._process.poll() is None:
            return self._process.pid
        try:
            with (self._data / "mongod.lock").open("r+") as lock:
                return None if _try_lock(lock) else int(lock.read())
        except FileNotFoundError:
            return None

    def _port(self) -> int | None:
        try:
            return int(self._port_file.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def _run(self) -> None:
        if not self._pid():
            self._launch()
        self._wait_until(lambda: _accepts(self._port()))
        client: MongoClient[dict[str, Any]]
        with MongoClient(LOOPBACK, self._port(), directConnection=True) as client:
            self._wait_until(lambda: self._is_member(client))
            self._wait_until(lambda: client.admin.command("hello")["isWritablePrimary"])

    def _launch(self) -> None:
        port = _free_port(self._port())
        self._port_file.write_text(str(port))
        if self._log.exists():
            self._log.replace(self._log.with_suffix(".log.1"))
        command = [mongod_binary(), "--dbpath", str(self._data), "--port", str(port), *OPTIONS]
        command += ["--wiredTigerCacheSizeGB", f"{_cache_gb():.2f}"]
        try:
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    # Out of the terminal's reach: Ctrl-C must stop the web server first.
                    start_new_session=True,
                    preexec_fn=self._before_exec,
                )
        except OSError as error:
            reason = f"mongod cannot be run here ({error}); {ELSEWHERE}"
            raise EmbeddedUnavailable(reason) from error

    def _wait_until(self, ready: Callable[[], object]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if self._process and self._process.poll() is not None:
                raise EmbeddedUnavailable(
                    f"the embedded MongoDB did not start: {_last_words(self._log)}; {ELSEWHERE}"
                )
            if time.monotonic() > deadline:
                raise EmbeddedUnavailable(f"the embedded MongoDB is not ready: see {self._log}")
            time.sleep(0.02)

    def _is_member(self, client: MongoClient) -> bool:
        """Make the node the only member of its replica set; False while it is still starting."""
        config = client.local["system.replset"].find_one()
        address = f"{LOOPBACK}:{self._port()}"
        try:
            if config is None:
                client.admin.command("replSetInitiate", self._replica_set(address))
            elif config["members"][0]["host"] != address:
                moved = config | {"members": [{"_id": 0, "host": address}]}
                moved["version"] += 1
                client.admin.command("replSetReconfig", moved, force=True)
        except OperationFailure as error:
            if error.code != NOT_YET_INITIALIZED:
                raise
            return False
        return True

    def _replica_set(self, address: str) -> dict[str, Any]:
        # A majority of one: whether it has to be on the disk before it is acknowledged.
        return {
            "_id": REPLICA_SET,
            "members": [{"_id": 0, "host": address}],
            "writeConcernMajorityJournalDefault": self.waits_for_journal,
        }

    def _shut_down(self) -> None:
        if pid := self._pid():
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while pid := self._pid():
            if time.monotonic() > deadline:
                # The journal has every acknowledged write, so this loses nothing.
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        if self._process:
            self._process.wait()


def default_folder(checkout: Path) -> Path:
    """Where the data of a checkout lives: EMBEDDED_MONGODB_DIR, else `.mongodb/` in it."""
    return Path(os.environ.get("EMBEDDED_MONGODB_DIR") or checkout / ".mongodb")


def is_embedded(uri: str) -> bool:
    """Whether the address is that of a server of a checkout, with nothing but its own data."""
    return re.match(rf"mongodb://{re.escape(LOOPBACK)}:(27[1-9]\d\d)/", uri) is not None


@contextmanager
def temporary_server(parent: Path) -> Iterator[str]:
    """A server whose data is thrown away at the end, with itself; yields its URI.

    So no write waits until it is on the disk: half of the time of tests that write much.
    """
    parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(parent)
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True, waits_for_journal=False)
        try:
            yield server.start()
        finally:
            server.stop()


def _remove_leftovers(parent: Path) -> None:
    """Remove the folders of temporary servers whose users were killed."""
    for lock_file in parent.glob("*/users.lock"):
        with lock_file.open() as lock:
            if _try_lock(lock):
                shutil.rmtree(lock_file.parent, ignore_errors=True)


def _last_words(log: Path) -> str:
    """The cause in a mongod's log, as one line: its first error, or what the loader said."""
    for line in log.read_text(errors="replace").splitlines():
        if not line.startswith("{"):
            return line
        if (entry := json.loads(line))["s"] in "EF":
            error = entry.get("attr", {}).get("error", "")
            return f"{entry['msg']}: {error.get('errmsg') if isinstance(error, dict) else error}"
    return f"see {log}"


def _free_port(preferred: int | None) -> int:
    candidates = random.sample(PORTS, len(PORTS))
    for port in [preferred, *candidates] if preferred else candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise EmbeddedUnavailable(f"no free port for the embedded MongoDB in {PORTS}; {ELSEWHERE}")


def _accepts(port: int | None) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


def _cache_gb() -> float:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    smallest, largest = CACHE_GB
    return min(max(memory / 8, smallest), largest)


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def die_with_parent() -> None:
    """Runs in the child before exec: have the kernel end it when its starter is gone."""
    pr_set_pdeathsig = 1
    CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
