"""Three real MongoDB nodes on this machine, one of which can be killed or told to step down."""

import signal
import socket
import subprocess
import time

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from crm.mongo.server.binary import mongod_binary

NAME, NODES, SECONDS = "drill", 3, 60
OPTIONS = ("--bind_ip", "127.0.0.1", "--nounixsocket", "--quiet", "--oplogSize", "128")


class ReplicaSet:
    """Use it as a context: the nodes run inside of it, their data in `folder`."""

    def __init__(self, folder):
        self.folder = folder
        self.ports = [free_port() for _node in range(NODES)]
        self.processes = {}

    @property
    def uri(self):
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        return f"mongodb://{hosts}/drill?replicaSet={NAME}"

    def __enter__(self):
        for port in self.ports:
            self.start(port)
        members = [{"_id": i, "host": f"127.0.0.1:{port}"} for i, port in enumerate(self.ports)]
        # As docs/operations.md advises: a new primary within seconds.
        config = {"_id": NAME, "members": members, "settings": {"electionTimeoutMillis": 2000}}
        with MongoClient(port=self.ports[0], directConnection=True) as client:
            client.admin.command("replSetInitiate", config)
        self.primary()
        return self

    def __exit__(self, *error):
        for process in self.processes.values():
            process.kill()
            process.wait()

    def start(self, port):
        """Start a node, or start it again."""
        data = self.folder / str(port)
        data.mkdir(exist_ok=True)
        command = [mongod_binary(), "--dbpath", str(data), "--port", str(port), "--replSet", NAME]
        with (self.folder / f"{port}.log").open("ab") as log:
            self.processes[port] = subprocess.Popen(
                [*command, *OPTIONS, "--wiredTigerCacheSizeGB", "0.25"], stdout=log, stderr=log
            )
        wait_for(lambda: _answers(port))

    def primary(self):
        """The port of the primary, once there is one."""
        return wait_for(lambda: next(filter(_is_primary, self.ports), None))

    def kill_primary(self):
        """kill -9; returns its port."""
        port = self.primary()
        self.processes[port].send_signal(signal.SIGKILL)
        self.processes[port].wait()
        return port

    def step_down(self):
        """Let the primary hand over to another node."""
        with MongoClient(port=self.primary(), directConnection=True) as client:
            client.admin.command("replSetStepDown", 10, secondaryCatchUpPeriodSecs=5)


def _is_primary(port):
    try:
        with MongoClient(port=port, directConnection=True, serverSelectionTimeoutMS=500) as client:
            return client.admin.command("hello").get("isWritablePrimary")
    except PyMongoError:
        return False


def _answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition):
    end = time.monotonic() + SECONDS
    while not (answer := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
    return answer
