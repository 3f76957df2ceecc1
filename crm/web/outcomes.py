"""What became of each row of a bulk action, for templates/components/outcomes.html."""

from dataclasses import dataclass


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
