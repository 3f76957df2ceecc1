"""The accounts of the database server, each with no more rights than its work needs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.apps import apps
from pymongo.database import Database

from crm.mongo.append_only import AppendOnlyModel

# Not dropping, not renaming: what the product itself never does while it serves.
ANYWHERE = (
    *("find", "insert", "createCollection", "createIndex"),
    *("collStats", "dbStats", "listCollections", "listIndexes"),
)
# Collections of no model: uploaded files (GridFS) and the cache.
WITHOUT_MODEL = ("uploads.files", "uploads.chunks", "cache")
SERVING_ROLE = "omsetServing"


def drill_name(database: str) -> str:
    """The database beside, in which backups are restored for practice."""
    return f"{database}_drill"


class DatabaseAccount(NamedTuple):
    """An account, what it is for, and its built-in roles by the database they count in."""

    name: str
    purpose: str
    roles: tuple[tuple[str, str], ...]


def accounts_of(database: str) -> list[DatabaseAccount]:
    """Web, worker and scheduler; commands that change the schema; backup; restoring beside."""
    schema = (("readWrite", database), ("dbAdmin", database))
    beside = tuple((role, drill_name(database)) for role, _home in schema)
    return [
        DatabaseAccount("serving", "web, worker and scheduler", ((SERVING_ROLE, database),)),
        DatabaseAccount("migrating", "migrate and drop_key_index", schema),
        DatabaseAccount("backup", "backup, mongodump with --oplog", (("backup", "admin"),)),
        DatabaseAccount("drill", "restoring for practice", beside),
    ]


def write_accounts(database: Database[dict[str, Any]], passwords: Mapping[str, str]) -> list[str]:
    """Create the accounts that have a password here, or give them it and their roles anew.

    Returns their names. Writes the role of those that serve. Raises PyMongoError.
    """
    _write_role(database)
    accounts = [each for each in accounts_of(database.name) if passwords.get(each.name)]
    for account in accounts:
        _write_account(database, account, passwords[account.name])
    return [account.name for account in accounts]


def serving_rights(database: str) -> list[dict[str, Any]]:
    """The privileges of whoever serves, by collection.

    What is only ever added cannot be removed, nor changed where no text of it is ever forgotten:
    the server allows a change of a whole collection or of nothing in it.
    A collection that is named nowhere here can be read and added to.
    """
    rights = [_right(database, "", *ANYWHERE)]
    rights += [_right(database, name, "update", "remove") for name in WITHOUT_MODEL]
    for model in apps.get_models(include_auto_created=True):
        if not issubclass(model, AppendOnlyModel):
            rights.append(_right(database, model._meta.db_table, "update", "remove"))
        elif model.texts_are_forgotten:
            rights.append(_right(database, model._meta.db_table, "update"))
    return rights


def _right(database: str, collection: str, *actions: str) -> dict[str, Any]:
    return {"resource": {"db": database, "collection": collection}, "actions": list(actions)}


def _write_role(database: Database[dict[str, Any]]) -> None:
    privileges = serving_rights(database.name)
    is_there = database.command("rolesInfo", SERVING_ROLE)["roles"]
    verb = "updateRole" if is_there else "createRole"
    database.command(verb, SERVING_ROLE, privileges=privileges, roles=[])


def _write_account(
    database: Database[dict[str, Any]], account: DatabaseAccount, password: str
) -> None:
    admin = database.client.admin
    verb = "updateUser" if admin.command("usersInfo", account.name)["users"] else "createUser"
    roles = [{"role": role, "db": home} for role, home in account.roles]
    admin.command(verb, account.name, pwd=password, roles=roles)
