"""Measure deploys in turns under visitors; writes its section of bench/FAULTS.md.

python -m bench.deploys [--deploys N] [--output FILE]

The product itself: gunicorn masters with gunicorn.conf.py, replaced by launch/rolling.py. The last
deploy is backed out: its server does not become ready.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.data import TODAY
from bench.faults import FAULTS, write_section
from bench.site import CHECKOUT, Site
from bench.stopwatch import timing_of
from bench.visits import Proxy, Visitors
from crm.mongo.server.embedded import EmbeddedServer
from launch.rolling import Master, replace
from launch.say import Failure

PORTS = (8396, 8397)
PAGE = "/login/"
# A hundred requests a second, where the machine can.
VISITORS, PAUSE = 10, 0.1
DRAIN_SECONDS, SECONDS_OF_A_BROKEN_ONE = 10.0, 15.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--deploys", type=int, default=5)
    parser.add_argument("--output", type=Path, default=FAULTS)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        site = Site(server.start(), PORTS[0])
        try:
            visitors = _visited(site, Path(folder), options.deploys)
        finally:
            server.stop()
    text = _section(options.deploys, visitors, load)
    print(text)
    write_section(options.output, "deploys", text)


def _visited(site: Site, folder: Path, deploys: int) -> Visitors:
    site.prepare()
    proxy, serving = Proxy(), _master(site, folder, PORTS[0])
    replace(None, serving, proxy.switch)
    visitors = Visitors(proxy.port, PAGE, visitors=VISITORS, pause=PAUSE)
    try:
        for number in range(deploys):
            following = _master(site, folder, PORTS[(number + 1) % 2])
            replace(serving, following, proxy.switch, seconds_to_drain=DRAIN_SECONDS)
            serving = following
        _back_out(site, folder, serving, proxy)
    finally:
        visitors.leave()
        serving.stop()
        proxy.close()
    return visitors


def _back_out(site: Site, folder: Path, serving: Master, proxy: Proxy) -> None:
    """A release whose database is not there: it never becomes ready."""
    port = next(port for port in PORTS if port != serving.port)
    broken = Site("mongodb://127.0.0.1:9/nowhere?replicaSet=rs0", port)
    try:
        replace(
            serving,
            _master(broken, folder, port),
            proxy.switch,
            seconds_to_start=SECONDS_OF_A_BROKEN_ONE,
        )
    except Failure:
        return
    raise AssertionError("a server without its database was ready")


def _master(site: Site, folder: Path, port: int) -> Master:
    drain_file = folder / f"{port}.drain"
    environment = site.environment | {"PORT": str(port), "DRAIN_FILE": str(drain_file)}
    running: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        command = [sys.executable, "-m", "gunicorn", "crm.wsgi"]
        running.append(subprocess.Popen(command, cwd=CHECKOUT, env=environment))

    def stop() -> None:
        running[-1].terminate()
        running[-1].wait()

    return Master(port, drain_file, start, stop)


def _section(deploys: int, visitors: Visitors, load: float) -> str:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, load {load:.1f} before"
    asked = len(visitors.milliseconds)
    return "\n".join(
        [
            "## Deploys in turns",
            f"`python -m bench.deploys --deploys {deploys}`, {TODAY}, {machine}.",
            "",
            f"| {deploys} deploys and one back-out | |",
            "|---|---|",
            f"| requests, on {VISITORS} kept connections | {asked:,} |",
            f"| a second | {asked / visitors.seconds:.0f} |",
            f"| failed | {len(visitors.failures)} |",
            f"| {PAGE}, ms (median / p95) | {timing_of(visitors.milliseconds)} |",
            f"| longest, ms | {max(visitors.milliseconds):,.0f} |",
            "",
            "A small proxy stands for nginx, which is not on this machine.",
        ]
    )


if __name__ == "__main__":
    main()
