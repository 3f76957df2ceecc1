"""What became of each row of a bulk action, for templates/components/outcomes.html."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from django.utils.translation import gettext as _

from crm.mongo.transaction import TransactionTimeout

# As its list has it.
Row = TypeVar("Row")
# Well under the patience of a browser and of a web process.
SECONDS = 20


@dataclass(frozen=True)
class Outcome:
    """One row: `label` names it, `text` says what was done or why not, `url` leads there."""

    label: str
    ok: bool
    text: str
    url: str = ""


class Outcomes(list[Outcome]):
    """The outcomes of one action in the order of its rows."""

    @property
    def done(self) -> list[Outcome]:
        """The rows with which it was done."""
        return [outcome for outcome in self if outcome.ok]

    @property
    def refused(self) -> list[Outcome]:
        """The rows that stay as they were."""
        return [outcome for outcome in self if not outcome.ok]


class RefusedRow(Exception):
    """Why a row stays as it is, in words for people."""


def one_by_one(
    rows: Iterable[Row],
    verb: Callable[[Row], str],
    label_and_address: Callable[[Row], tuple[str, str]],
    *,
    seconds: float = SECONDS,
) -> Outcomes:
    """Run `verb` on each row until `seconds` are over; it returns what it did or raises RefusedRow.

    `label_and_address` is called before the row changes; an empty address is no link.
    """
    end = monotonic() + seconds
    return Outcomes(
        _outcome(row, verb, *label_and_address(row), late=monotonic() > end) for row in rows
    )


def _outcome(row: Row, verb: Callable[[Row], str], label: str, url: str, *, late: bool) -> Outcome:
    try:
        if late:
            raise RefusedRow(_("Not done yet: there was no time left. Choose these again."))
        return Outcome(label, True, verb(row), url)
    except RefusedRow as refusal:
        return Outcome(label, False, str(refusal), url)
    except TransactionTimeout:
        text = _("Too many people work on the same things just now. Try again in a moment.")
        return Outcome(label, False, text, url)
