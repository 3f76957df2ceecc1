"""Which releases of MongoDB are safe to run: older ones disclose memory to strangers."""

import re
from ipaddress import ip_address

from django.db import connection

from crm.mongo.rows import mongo_connection

# The first safe release of each series that is maintained.
SAFE_FROM = {(7, 0): (7, 0, 32), (8, 0): (8, 0, 21)}
OLDEST_SERIES = min(SAFE_FROM)
_NUMBERS = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def disclosing_release() -> str:
    """The server's release if it has the fault and others than this machine reach it; else empty.

    One command. Raises PyMongoError.
    """
    version = server_version()
    return version if discloses_memory(version) and not is_of_this_machine() else ""


def discloses_memory(version: str) -> bool:
    """Whether this release, as `8.0.12`, has the fault. One that cannot be read counts as safe."""
    numbers = _NUMBERS.match(version)
    if numbers is None:
        return False
    major, minor, patch = map(int, numbers.groups())
    series = major, minor
    return series < OLDEST_SERIES or (*series, patch) < SAFE_FROM.get(series, (0, 0, 0))


def server_version() -> str:
    """The release of the database server. One command; raises PyMongoError."""
    return str(mongo_connection().database.command("buildInfo")["version"])


def is_of_this_machine() -> bool:
    """Whether every server that the driver knows is on this machine alone."""
    mongo_connection().ensure_connection()
    servers = connection.connection.topology_description.server_descriptions()
    return all(map(_is_loopback, (host for host, _port in servers)))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
