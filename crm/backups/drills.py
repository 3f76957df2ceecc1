"""Every week the newest backup is restored beside and proved, and the time of it measured (OP-4).

It is done by the command itself in a process of its own, in a database that is dropped before and
after: what is measured is what an operator would wait for.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import structlog
from django.conf import settings
from django.utils import timezone
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from crm.backups import folders
from crm.backups.erased import host_list
from crm.backups.models import Drill, Outcome
from crm.backups.rules.manifest import Manifest, NotWhole
from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.rows import mongo_connection
from crm.mongo.server.accounts import drill_name

# Not allowed, and not signed in.
REFUSED = {13, 18}
LOOK_SECONDS = 1.0
# Of what did not hold.
MOST_SIGNS = 2_000

log = structlog.get_logger(__name__)


@job
def restore_for_practice(context: JobContext, due: str) -> str:
    """Restore the newest backup of BACKUP_DIR and store how it went; returns that in a word."""
    return str(hold_drill(context).outcome) if settings.BACKUP_DIR else "no BACKUP_DIR"


def hold_drill(context: JobContext | None = None) -> Drill:
    """The same, with or without a job; how it went, stored and logged. Raises Stop."""
    drill = _practised(Path(settings.BACKUP_DIR), context)
    drill.save(force_insert=True)
    say = log.info if drill.outcome == Outcome.GOOD else log.error
    say("drill", outcome=str(drill.outcome), backup=drill.backup, seconds=drill.seconds)
    return drill


def _practised(parent: Path, context: JobContext | None) -> Drill:
    newest = _newest(parent)
    if newest is None:
        return Drill(outcome=Outcome.NO_BACKUP)
    drill = Drill(backup=newest.name, at=timezone.now())
    try:
        manifest = folders.read_manifest(newest)
    except NotWhole as error:
        drill.outcome, drill.problem = Outcome.BAD, str(error)
        return drill
    drill.taken_at = manifest.taken_at
    if manifest.encrypted_for and not settings.BACKUP_KEY_FILE:
        drill.outcome = Outcome.NO_KEY
        return drill
    return _restored(drill, newest, manifest, context)


def drill_uri() -> str:
    """The address of the database beside: DRILL_MONGODB_URI, or one beside the own."""
    if settings.DRILL_MONGODB_URI:
        return settings.DRILL_MONGODB_URI
    own = mongo_connection().settings_dict
    parts = urlsplit(own["HOST"])
    query = dict(parse_qsl(parts.query))
    if parts.username:
        # Else the account would be looked for in the database beside.
        query.setdefault("authSource", parts.path.lstrip("/"))
    path = f"/{drill_name(own['NAME'])}"
    return parts._replace(path=path, query=urlencode(query)).geturl()


class RestoreResult(NamedTuple):
    """Whether all of it held, the lines of what did not, and how long it took."""

    well: bool
    problem: str
    seconds: float


def _restored(drill: Drill, folder: Path, manifest: Manifest, context: JobContext | None) -> Drill:
    uri = drill_uri()
    try:
        _drop(uri)
        result = _run(folder, manifest, uri, context)
        drill.outcome = Outcome.GOOD if result.well else Outcome.BAD
        drill.problem, drill.seconds = result.problem, result.seconds
        _drop(uri)
    except OperationFailure as error:
        if error.code not in REFUSED:
            raise
        drill.outcome = Outcome.NOT_ALLOWED
    return drill


def _run(folder: Path, manifest: Manifest, uri: str, context: JobContext | None) -> RestoreResult:
    began = time.monotonic()
    command = [sys.executable, "manage.py", "restore", "--json", "--migrate", "--from", str(folder)]
    if settings.BACKUP_KEY_FILE:
        command += ["--key", settings.BACKUP_KEY_FILE]
    if (erased := host_list(manifest.database)) and erased.exists():
        command += ["--erased", str(erased)]
    # The practice is no history of this host's: its witness hears nothing of it.
    own = {"MONGODB_URI": uri, "DRILL_MONGODB_URI": "", "WITNESS_DIR": "", "WITNESS_WEBHOOK": ""}
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=os.environ | own, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            _wait(process, context)
        finally:
            process.terminate()
        printed = process.stdout.read() if process.stdout else ""
    return _result(printed, time.monotonic() - began)


def _wait(process: subprocess.Popen[str], context: JobContext | None) -> None:
    """Until it has ended; raises Stop where the job must not go on."""
    while True:
        if context is not None:
            context.progress(0)
        try:
            process.wait(LOOK_SECONDS)
            return
        except subprocess.TimeoutExpired:
            continue


def _result(printed: str, seconds: float) -> RestoreResult:
    seconds = round(seconds, 1)
    try:
        said: dict[str, Any] = json.loads(printed)
    except ValueError:
        return RestoreResult(False, "The restore has ended without a word: see the log.", seconds)
    wrong = [step["line"] for step in said["steps"] if not step["well"]]
    return RestoreResult(said["well"], "\n".join(wrong)[:MOST_SIGNS], seconds)


def _newest(parent: Path) -> Path | None:
    try:
        return next(iter(folders.backups_in(parent)), None)
    except OSError:
        return None


def _drop(uri: str) -> None:
    """Drop the database beside. Raises OperationFailure where the account may not."""
    with MongoClient[dict[str, Any]](uri) as client:
        database = client.get_default_database()
        client.drop_database(database.name)
