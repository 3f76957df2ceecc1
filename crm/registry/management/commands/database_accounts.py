"""Creates the accounts of the database server; run as one who may, before the first start."""

import os
from typing import Any

from pymongo.errors import OperationFailure

from crm import commands
from crm.mongo.rows import mongo_connection
from crm.mongo.server.accounts import accounts_of, write_accounts


class Command(commands.Command):
    help = (
        "Create the accounts serving, migrating, backup and drill with their roles, or renew them: "
        "those whose password is in SERVING_PASSWORD, MIGRATING_PASSWORD, BACKUP_PASSWORD, "
        "DRILL_PASSWORD."
    )

    def handle(self, **options: Any) -> None:
        database = mongo_connection().database
        passwords = {
            account.name: os.environ.get(f"{account.name.upper()}_PASSWORD", "")
            for account in accounts_of(database.name)
        }
        if not any(passwords.values()):
            raise commands.bad_usage("no account has a password in the environment")
        try:
            names = write_accounts(database, passwords)
        except OperationFailure as error:
            raise commands.bad_usage(f"MongoDB refuses: {error}") from error
        if options["json"]:
            self.print_json({"accounts": names})
        else:
            self.stdout.write(f"Accounts with their roles: {', '.join(names)}.")
