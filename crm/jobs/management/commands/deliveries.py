"""Whether jobs, schedules and mails are paused, and pausing or resuming them."""

from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.jobs.pause import current_pause, pause_deliveries, resume_deliveries


class Command(commands.Command):
    help = (
        "Say whether jobs, schedules and mails are paused. A restore pauses them; --resume lets "
        "them go on, --pause REASON holds them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--resume", action="store_true", help="let them go on")
        choice.add_argument("--pause", default="", metavar="REASON", help="hold them")

    def handle(self, *, resume: bool, pause: str, **options: Any) -> None:
        if resume:
            resume_deliveries()
        elif pause:
            pause_deliveries(pause)
        state = current_pause()
        if options["json"]:
            self.print_json(
                {
                    "paused": state is not None,
                    "since": state and state.since.isoformat(),
                    "reason": state.reason if state else "",
                }
            )
        elif state is None:
            self.stdout.write("Jobs, schedules and mails go on.")
        else:
            self.stdout.write(f"Paused since {state.since:%Y-%m-%d %H:%M %Z}: {state.reason}.")
