"""The commands that go to the server, handed to whoever wants to see them."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)


class Command(NamedTuple):
    name: str
    collection: str | None
    document: Mapping[str, Any]


class CommandSink(Protocol):
    """A list of commands, or what takes them like one."""

    def append(self, command: Command, /) -> None: ...


class CommandRecorder(CommandListener):
    """Hands each command, of any thread, to each open sink."""

    def __init__(self) -> None:
        self.open: tuple[CommandSink, ...] = ()

    def started(self, event: CommandStartedEvent) -> None:
        """Append the command to each open sink."""
        if not self.open:
            return
        target = event.command.get(event.command_name)
        collection = target if isinstance(target, str) else None
        command = Command(event.command_name, collection, event.command)
        for sink in self.open:
            sink.append(command)

    def succeeded(self, event: CommandSucceededEvent) -> None:
        pass

    def failed(self, event: CommandFailedEvent) -> None:
        pass


recorder = CommandRecorder()
