"""Checks of what the database is made of: migrations, indexes, and what an upgrade would do."""

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from crm.doctor.unique_keys import keys_without_index
from crm.mongo.server import facts
from crm.mongo.server.readiness import migration_state, missing_indexes
from crm.registry.doctor import Diagnosis, failed, good, warning
from crm.web.templatetags.formats import decimal

MOST_NAMED = 5
# An index is built beside the old ones, and sorted in files of about its size.
ROOM_FOR_AN_INDEX = 2


def migrations_are_applied() -> Diagnosis:
    """Every migration of this release, and none of a newer one."""
    state = migration_state()
    if state.missing:
        text = _("Migrations of this release are not applied:")
        return failed(f"{text} {named(state.missing)}", _("Run manage.py migrate."))
    if state.unknown:
        text = _("Migrations of another release are applied:")
        cure = _("Serve the newest release again, or go back by manage.py migrate.")
        return warning(f"{text} {named(state.unknown)}", cure)
    number = {"number": decimal(len(state.applied))}
    return good(_("%(number)s migrations are applied, none is missing.") % number)


def indexes_are_there() -> Diagnosis:
    """Every index that the models name."""
    if missing := missing_indexes():
        text = _("Indexes are missing:")
        cure = _("Go back to the migration before it and run manage.py migrate, or create it.")
        return failed(f"{text} {named(missing)}", cure)
    return good(_("Every index that the models name is there."))


def unique_keys_are_looked_up() -> Diagnosis:
    """Whoever looks for one row by a unique key does not read the whole collection."""
    keys, without = keys_without_index()
    if without:
        text = _("Looked up without an index, though unique:")
        cure = _("Create the index anew as its migration does.")
        return failed(f"{text} {named(without)}", cure)
    return good(_("%(number)s unique keys are looked up by an index.") % {"number": decimal(keys)})


def migrations_would_apply() -> Diagnosis:
    """What `migrate` of this code would do, in its order."""
    executor = MigrationExecutor(connection)
    if conflicts := executor.loader.detect_conflicts():
        text = _("Two migrations of one app follow the same one:")
        return failed(f"{text} {named(sorted(conflicts))}", _("This release is not whole."))
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
    if not names:
        return good(_("The new release has no migration to apply."))
    text = _("Would be applied, in this order:")
    return good(f"{text} {', '.join(names)}.")


def index_would_fit() -> Diagnosis:
    """Room for one more index as large as all of the largest collection."""
    sizes: list[dict[str, Any]] = facts.collection_sizes()
    largest = max(sizes, key=lambda row: row["index_bytes"], default=None)
    space = facts.disk_space()
    needed = ROOM_FOR_AN_INDEX * largest["index_bytes"] if largest else 0
    numbers = {
        "free": decimal(round(space.free / 1e9, 1)),
        "needed": decimal(round(needed / 1e9, 1)),
        "name": largest["name"] if largest else "",
    }
    text = _("%(free)s GB are free; an index on %(name)s may need %(needed)s GB.") % numbers
    if space.free < needed:
        return failed(text, _("Enlarge the volume of the database before the upgrade."))
    return good(text)


def named(names: list[str]) -> str:
    """The first of them, and how many more, as the end of a sentence."""
    more = len(names) - MOST_NAMED
    some = ", ".join(names[:MOST_NAMED])
    return f"{some} (+{more})." if more > 0 else f"{some}."
