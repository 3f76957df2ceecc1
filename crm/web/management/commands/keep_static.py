import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import CommandParser

from crm import commands
from crm.web.middleware.static_files import keep_files


class Command(commands.Command):
    help = (
        "Keep the collected static files for pages that are still open after the next deployment: "
        "copies them to STATIC_KEPT, and removes what no build had for a while."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--days",
            type=int,
            default=30,
            metavar="N",
            help="keep a file this long after its last build was replaced (default: 30)",
        )

    def handle(self, *, days: int, json: bool, **options: Any) -> None:
        names = getattr(staticfiles_storage, "hashed_files", None)
        if not names:
            raise commands.bad_usage(
                "there are no files with hashed names: run collectstatic first"
            )
        if days < 0:
            raise commands.bad_usage("argument --days: must not be negative")
        root, kept = Path(settings.STATIC_ROOT), Path(settings.STATIC_KEPT)
        result = keep_files(sorted(set(names.values())), root, kept, days=days, now=time.time())
        if json:
            self.print_json({"copied": result.copied, "removed": result.removed})
        else:
            self.stdout.write(f"{result.copied} files copied to {kept}, {result.removed} removed")
