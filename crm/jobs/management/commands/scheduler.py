"""The clock of the product: any number of them, on any number of hosts."""

from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.jobs.processes.ending import Ending
from crm.jobs.processes.scheduler import Scheduler
from crm.registry.runs import watches


class Command(commands.Command):
    help = "Ask for the jobs that are due by the clock, each once, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """None: it writes nothing but its log."""

    def handle(self, **options: Any) -> None:
        watches.begin()
        Scheduler().run(Ending())
