"""Checks of the database server: whether it answers, its release, members, clock, oplog, disk."""

from django.utils.translation import gettext as _
from pymongo.errors import PyMongoError

from crm.mongo.server import facts
from crm.mongo.server.facts import DiskSpace
from crm.mongo.server.releases import disclosing_release, server_version
from crm.registry.doctor import Diagnosis, failed, good, unknown, warning
from crm.web.templatetags.formats import decimal

SLOW_MILLISECONDS = 50
# A code of an authenticator app is good for half a minute before and after its own.
SECONDS_TO_WARN, MOST_SECONDS = 2, 15
# A secondary that was off for longer than the oplog goes back copies everything anew.
HOURS_TO_WARN, FEWEST_HOURS = 24, 2
SHARE_TO_WARN, SMALLEST_SHARE = 0.15, 0.05
# Exports and the backup read one state of the database for minutes.
SNAPSHOT_SECONDS = 300


def database_answers() -> Diagnosis:
    """The primary answers, in how many milliseconds."""
    try:
        facts.ping_seconds()
        milliseconds = round(facts.ping_seconds() * 1000, 1)
    except PyMongoError as error:
        text = _("No primary answers: %(error)s.") % {"error": type(error).__name__}
        return failed(text, _("Start the servers of MONGODB_URI, or mend the address."))
    text = _("The primary answers in %(number)s ms.") % {"number": decimal(milliseconds)}
    if milliseconds > SLOW_MILLISECONDS:
        return warning(text, _("Put web hosts and primary in one network; see its load."))
    return good(text)


def release_is_safe() -> Diagnosis:
    """No release that discloses memory to strangers who reach it."""
    version = server_version()
    if not disclosing_release():
        return good(f"MongoDB {version}.")
    text = _("MongoDB %(version)s discloses memory to strangers who reach it.")
    return failed(text % {"version": version}, _("Run 7.0.32 or newer, or 8.0.21 or newer."))


def majority_is_there() -> Diagnosis:
    """More than half of the replica set answers."""
    members = facts.members_met()
    if not facts.is_replica_set():
        text = _("The driver talks to no replica set but to a single server or a router.")
        return unknown(text, _("Ask each shard, or name the set: ?replicaSet=NAME in MONGODB_URI."))
    healthy = sum(member.is_healthy for member in members)
    text = _("%(healthy)s of %(all)s members answer.") % {"healthy": healthy, "all": len(members)}
    missing = ", ".join(member.address for member in members if not member.is_healthy)
    if healthy * 2 <= len(members):
        return failed(text, _("Start %(members)s: nothing can be saved.") % {"members": missing})
    if missing:
        return warning(text, _("Start %(members)s.") % {"members": missing})
    if len(members) < 3:
        return warning(text, _("Three members let the product go on when one fails."))
    return good(text)


def clocks_agree() -> Diagnosis:
    """This machine's clock and the primary's; each host asks for itself."""
    seconds = facts.clock_offset_seconds()
    number = {"number": decimal(round(abs(seconds), 1))}
    text = _("This machine's clock and the primary's differ by %(number)s s.") % number
    if abs(seconds) <= SECONDS_TO_WARN:
        return good(text)
    cure = _("Let chrony or systemd-timesyncd set both clocks.")
    return (failed if abs(seconds) > MOST_SECONDS else warning)(text, cure)


def oplog_is_long() -> Diagnosis:
    """The oplog goes back far enough for a member that was off, or has not forgotten anything."""
    window = facts.oplog_window()
    hours = {"number": decimal(round(window.hours, 1))}
    if not window.is_full:
        return good(_("The oplog has all of its %(number)s hours: it is not full yet.") % hours)
    text = _("The oplog goes back %(number)s hours.") % hours
    if window.hours >= HOURS_TO_WARN:
        return good(text)
    cure = _("Enlarge it on each member: replSetResizeOplog.")
    return (failed if window.hours < FEWEST_HOURS else warning)(text, cure)


def disk_has_room() -> Diagnosis:
    """Room on the volume of the primary's data."""
    space = facts.disk_space()
    if space.free_share >= SHARE_TO_WARN:
        return good(free_in_words(space))
    cure = _("Enlarge the volume of the database; imports stop first.")
    return (failed if space.free_share < SMALLEST_SHARE else warning)(free_in_words(space), cure)


def snapshots_live() -> Diagnosis:
    """A consistent read may take five minutes."""
    seconds = facts.snapshot_seconds()
    number = {"number": decimal(seconds)}
    text = _("One state of the database can be read for %(number)s seconds.") % number
    if seconds >= SNAPSHOT_SECONDS:
        return good(text)
    cure = _("After a large load set minSnapshotHistoryWindowInSeconds back to 300.")
    return warning(text, cure)


def free_in_words(space: DiskSpace) -> str:
    """How much of the database's volume is free."""
    free = {"number": decimal(round(space.free / 1e9, 1)), "share": round(space.free_share * 100)}
    return _("%(number)s GB of the database's volume are free, %(share)s%%.") % free
