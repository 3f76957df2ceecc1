"""Makes a backup of everything as of one moment."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from pymongo.errors import PyMongoError

from crm import commands
from crm.backups.encryption import NoKey, Recipient
from crm.backups.folders import Busy
from crm.backups.making import FinishedBackup, MomentLost, backup


class Command(commands.Command):
    help = (
        "Write all collections as of one moment into a new folder in DIR, with their hashes. "
        "Exit code 1, and no backup, if it could not be made; 2 for bad usage."
    )
    gives_way = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--to", required=True, metavar="DIR", help="the folder of the backups")

        parser.add_argument(
            "--encrypt-for", default="", metavar="KEY", help="a public key of age, as age1..."
        )

    def handle(self, *, to: str, encrypt_for: str, **options: Any) -> None:
        try:
            recipient = Recipient(encrypt_for) if encrypt_for else None
        except NoKey as error:
            raise commands.bad_usage(error) from error
        try:
            done = backup(Path(to), recipient=recipient)
        except (MomentLost, OSError, PyMongoError) as error:
            self._fail(str(error))
        except Busy:
            self._fail(f"another backup into {to} is being made")
        if options["json"]:
            self.print_json(_facts(done))
        else:
            facts = _facts(done)
            self.stdout.write(
                f"{facts['folder']}: {facts['documents']:,} documents of "
                f"{facts['collections']:,} collections as of {facts['moment']}, "
                f"{facts['bytes'] / 1e6:,.1f} MB"
            )

    def _fail(self, reason: str) -> None:
        self.stderr.write(f"no backup was made: {reason}")
        sys.exit(1)


def _facts(done: FinishedBackup) -> dict[str, Any]:
    manifest = done.manifest
    return {
        "folder": str(done.folder),
        "moment": manifest.moment,
        "release": manifest.release,
        "collections": len(manifest.collections),
        "documents": manifest.documents,
        "bytes": manifest.size,
        "encrypted_for": manifest.encrypted_for,
    }
