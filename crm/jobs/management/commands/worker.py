"""A worker: any number of them, on any number of hosts."""

from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.jobs.processes.ending import Ending
from crm.jobs.processes.worker import Worker
from crm.registry.runs import watches


class Command(commands.Command):
    help = (
        "Do jobs, one at a time, until SIGTERM or Ctrl-C; "
        "the current one is then finished or handed back."
    )
    gives_way = True

    def add_arguments(self, parser: CommandParser) -> None:
        """None: it writes nothing but its log."""

    def handle(self, **options: Any) -> None:
        watches.begin()
        Worker().run(Ending())
