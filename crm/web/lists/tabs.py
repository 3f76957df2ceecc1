"""Tabs over a list: the pages beside it, or its states."""

from collections.abc import Iterable
from typing import NamedTuple


class PageTab(NamedTuple):
    """A page beside others; `counts_pending` is the one whose number the menu's badge is."""

    label: str
    url: str
    is_open: bool
    counts_pending: bool = False


class StateTab(NamedTuple):
    """A state that a list can be asked for; of all of them without a status in its address."""

    label: str
    status: str | None
    is_open: bool


def state_tabs(states: Iterable[tuple[str, str]], chosen: str) -> list[StateTab]:
    """Each state by its value and its label, with the chosen one open."""
    return [StateTab(label, state or None, state == chosen) for state, label in states]
