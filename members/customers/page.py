"""The page of a customer: what every app has to say to one person about one key."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from crm.registry.customers import CustomerFacts, CustomerSection, sections, source
from crm.staff.models import User


class ReadSection(NamedTuple):
    """A section, and what it says."""

    section: CustomerSection
    facts: dict


@dataclass
class CustomerPage:
    """What one person may see of a customer."""

    # As they were typed, the most usual way first.
    spellings: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    sections: list[ReadSection] = field(default_factory=list)


def page_of_customer(user: User, key: str, cursors: dict[str, str]) -> CustomerPage | None:
    """The page; `cursors` are those of its sections by name. None if nothing is theirs."""
    read = [(section, _read(section, user, key, cursors)) for section in sections()]
    spoken = [(section, facts) for section, facts in read if facts]
    if not any(facts.is_own for _section, facts in spoken):
        return None
    return CustomerPage(
        spellings=_distinct(name for _section, facts in spoken for name in facts.spellings),
        phones=_distinct(phone for _section, facts in spoken for phone in facts.phones),
        sections=[ReadSection(section, facts.facts) for section, facts in spoken],
    )


def key_of_thing(user: User, name: str, pk: object) -> str | None:
    """The customer that a thing names, if there is such a thing for this person."""
    key_of = source(name)
    return key_of(user, pk) if key_of else None


def _read(
    section: CustomerSection, user: User, key: str, cursors: dict[str, str]
) -> CustomerFacts | None:
    return section.read(user, key, cursors.get(section.name, ""))


def _distinct(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]
