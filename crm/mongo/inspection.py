"""What reaches the server: commands recorded for tests and measurements, and their plans."""

from contextlib import contextmanager
from typing import Any, NamedTuple

from pymongo.monitoring import CommandListener


class Command(NamedTuple):
    name: str
    collection: str | None
    document: dict[str, Any]


class CommandRecorder(CommandListener):
    """Hands each command, of any thread, to the lists that are open."""

    def __init__(self):
        self.open = ()

    def started(self, event):
        """Append the command to each open list."""
        if not self.open:
            return
        target = event.command.get(event.command_name)
        collection = target if isinstance(target, str) else None
        command = Command(event.command_name, collection, event.command)
        for commands in self.open:
            commands.append(command)

    def succeeded(self, event):
        pass

    def failed(self, event):
        pass


recorder = CommandRecorder()


@contextmanager
def recorded_commands():
    """Yield a list that fills with the Commands sent while the block runs, by all threads.

    Needs MONGO_RECORD_COMMANDS = True before the first connection.
    """
    commands = []
    recorder.open = (*recorder.open, commands)
    try:
        yield commands
    finally:
        recorder.open = tuple(other for other in recorder.open if other is not commands)
