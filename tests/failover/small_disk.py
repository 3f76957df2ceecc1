"""A server on a disk of its own that can be filled: memory, mounted where nobody else sees it."""

import subprocess
import time
from pathlib import Path

from pymongo import MongoClient

from crm.mongo.server.binary import mongod_binary
from omset.chaos.network import Loopback
from omset.chaos.processes import spawn, wait_for

MB = 64
MOUNTED = ("unshare", "--map-root-user", "--mount")
OPTIONS = (
    *("--bind_ip", "127.0.0.1", "--nounixsocket", "--quiet", "--replSet", "rs0"),
    *("--oplogSize", "5", "--wiredTigerCacheSizeGB", "0.25"),
    *("--setParameter", "diagnosticDataCollectionEnabled=false"),
    # As shipped, one file of the journal takes more than this disk.
    *("--wiredTigerEngineConfigString", "log=(prealloc=false,file_max=2MB)"),
)


def why_no_mount():
    """Why nothing can be mounted here, in one line; "" if it can."""
    trial = subprocess.run(
        [*MOUNTED, "mount", "-t", "tmpfs", "none", "/mnt"],
        capture_output=True,
        text=True,
        check=False,
    )
    return trial.stderr.strip()


class SmallDisk:
    """Use it as a context: the server of one node runs inside of it."""

    def __init__(self, folder):
        self.data, self.log = folder / "disk", folder / "small.log"
        self.data.mkdir()
        self.port = Loopback().addresses(1)[0].port
        self.uri = f"mongodb://127.0.0.1:{self.port}/chaos?replicaSet=rs0"

    def __enter__(self):
        mount = f"mount -t tmpfs -o size={MB}m none {self.data} && exec sleep infinity"
        self.holder = spawn([*MOUNTED, "sh", "-c", mount], self.log)
        mounts = Path(f"/proc/{self.holder.pid}/mounts")
        wait_for(lambda: str(self.data) in mounts.read_text(), "the disk")
        self.start()
        members = [{"_id": 0, "host": f"127.0.0.1:{self.port}"}]
        with MongoClient(port=self.port, directConnection=True) as client:
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
            wait_for(lambda: client.admin.command("hello")["isWritablePrimary"], "a primary")
        return self

    def __exit__(self, *error):
        for process in (self.server, self.holder):
            process.kill()
            process.wait()

    def start(self):
        place = ["--dbpath", str(self.data), "--port", str(self.port)]
        self.server = spawn(self._there(mongod_binary(), *place, *OPTIONS), self.log)

    def fill(self):
        """Until nothing fits any more; returns once the server has ended of it."""
        ballast = f"dd if=/dev/zero of={self.data}/ballast bs=64k 2>/dev/null"
        while self.server.poll() is None:
            # What the server itself frees meanwhile is taken, too.
            subprocess.run(
                self._there("sh", "-c", f"{ballast} oflag=append conv=notrunc"), check=False
            )
            time.sleep(0.2)

    def make_room(self):
        subprocess.run(self._there("rm", f"{self.data}/ballast"), check=True)

    def _there(self, *command):
        place = ("--target", str(self.holder.pid), "--user", "--preserve-credentials", "--mount")
        return ["nsenter", *place, *command]
