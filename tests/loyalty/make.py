"""Loyalty through the product's own verbs."""

import itertools
from datetime import date

from loyalty.members.entries import MemberFacts, register
from loyalty.models import CardSource
from loyalty.programmes.verbs import NewProgramme, create
from loyalty.rules.programmes import DEFAULT, PRESETS

JAN = date(2026, 1, 1)
_numbers = itertools.count(1)


def make_programme(name="", *, preset=DEFAULT, currency="IDR", valid_from=JAN, **more):
    """A programme with the terms of a preset, valid from 1 January 2026."""
    name = name or f"Programme {next(_numbers)}"
    terms = more.pop("terms", PRESETS[preset])
    new = NewProgramme(name=name, currency=currency, terms=terms, valid_from=valid_from, **more)
    return create(new, by=None)


def make_member(programme, *, card="", source=CardSource.ATTACHED, **known):
    """A member with this card, or a minted one."""
    if not {"name", "surname"} & set(known):
        known["surname"] = f"Contoh{next(_numbers)}"
    return register(programme, MemberFacts(**known), by=None, card=card, source=source)
