"""Bring the database and the static files up to this code: one Django process, run by `serve`.

Rows that exist are changed by migrations alone, and by hardly any: it migrates, and fills a
database that nobody can sign in to yet; the demo itself refuses one that holds anything real.
"""

import io
import json
import os
import sys
from pathlib import Path

import django
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from environs import EnvError
from pymongo.errors import PyMongoError

from crm.mongo.rows import mongo_connection
from launch.say import fail, say

FIRST_ACCOUNT = "Nobody can sign in yet: make manage ARGS='create_user NAME --role master_admin'"


def main(logins: Path | None) -> int:
    """Migrate, collect, add demo data; the demo logins go to `logins`, else to the terminal."""
    try:
        django.setup()
        _check_server()
        _migrate()
        say("Collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        if _is_unfinished(logins) or not _anybody_can_sign_in():
            _fill(logins)
    except (CommandError, EnvError, ImproperlyConfigured) as reason:
        return fail(reason)
    except (DatabaseError, PyMongoError) as reason:
        # What follows is pymongo's account of its timeouts and topology.
        return fail(f"the database does not answer: {str(reason).split(' (configured')[0]}")
    return 0


def _check_server() -> None:
    hello = mongo_connection().database.client.admin.command("hello")
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise CommandError(
            "MONGODB_URI names a standalone server, and transactions need a replica set: "
            "start it with --replSet rs0 and run rs.initiate() once (one node is enough)"
        )


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"Applying {len(plan)} migrations")
        call_command("migrate", interactive=False, verbosity=0)


def _fill(logins: Path | None) -> None:
    if os.environ.get("DEMO", "").lower() in ("0", "no", "off", "false"):
        say(FIRST_ACCOUNT)
        return
    say("First start: adding demo data (DEMO=0 leaves the database empty)")
    if logins:
        logins.touch(mode=0o600)
    output = io.StringIO()
    try:
        call_command("demo", "--json", stdout=output)
    except CommandError as reason:
        say(f"No demo data: {reason}. {FIRST_ACCOUNT}")
        if logins:
            logins.unlink()
        return
    text = _as_text(json.loads(output.getvalue())["logins"])
    if logins:
        logins.write_text(text)
    else:
        say(text)


def _anybody_can_sign_in() -> bool:
    """False for a new database, and until an interrupted demo has given its accounts passwords."""
    return any(person.has_usable_password() for person in get_user_model()._default_manager.all())


def _is_unfinished(logins: Path | None) -> bool:
    """Whether a first start was interrupted: the file is made before the data and filled after."""
    return logins is not None and logins.exists() and logins.stat().st_size == 0


def _as_text(logins: list[dict]) -> str:
    lines = [f"  {a['username']:10} {a['password']:18} {a['role']}" for a in logins]
    return "\n".join(["Demo logins (`manage.py demo` gives them new passwords):", *lines])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
