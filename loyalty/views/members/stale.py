"""What is stored of a member beside what somebody typed who looked at an earlier version (LM-8)."""

from typing import NamedTuple

from loyalty.members.entries import FACTS
from loyalty.members.forms import SEXES, MemberFactsForm
from loyalty.models import Member
from loyalty.rules.identity import Sex


class DifferingFact(NamedTuple):
    """A fact with two values."""

    label: str
    stored: str
    typed: str


def facts_that_differ(stored: Member, form: MemberFactsForm) -> list[DifferingFact]:
    """Every fact that is stored otherwise than it was typed, in the order of the form."""
    typed = form.facts()
    return [
        DifferingFact(
            str(form.fields[name].label), _text(getattr(stored, name)), _text(typed[name])
        )
        for name in FACTS
        if _text(getattr(stored, name)) != _text(typed[name])
    ]


def _text(value: object) -> str:
    if value in set(Sex):
        return str(SEXES[Sex(str(value))])
    return "" if value is None else str(value)
