"""Who gets how many of N rows, fairly over time. Pure.

Largest remainder: everybody gets the whole part of what they are entitled to, and the rows that are
left go one each to those who are furthest behind. What somebody is behind (entitled less received
so far) is their gap: less than a row or two, and nobody's grows while they are away, so that who
comes back is not flooded. Of equals the deck decides, which is another one each time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from members.rules.draw import draw_key


class NoWeights(Exception):
    """Nobody has a weight above 0: there is nobody to give anything to."""


@dataclass(frozen=True)
class Share:
    """What one person is entitled to, what they receive, and their gap before and after."""

    person: str
    weight: int
    entitled: Fraction
    received: int
    gap_before: Fraction

    @property
    def gap(self) -> Fraction:
        """How far the person is behind from now on; below 0, how far ahead."""
        return self.gap_before + self.entitled - self.received


def deck_of(secret: str, people: Iterable[str], number: int) -> list[str]:
    """The people in the order of the `number`th distribution: by neither name nor age.

    Ids and `secret` are hexadecimal; the secret is committed to, so the order can be checked.
    """
    return sorted(people, key=lambda person: draw_key(secret, person, number))


def shares(
    count: int, weights: Mapping[str, int], deck: Sequence[str], gaps: Mapping[str, Fraction]
) -> list[Share]:
    """What each of the deck gets of `count` rows, in its order; their sum is `count`.

    `gaps` are those of whoever took part before; who joins starts at their mean. With equal weights
    nobody gets two more than anybody else. Raises NoWeights, ValueError for a weight below 0.
    """
    whole = sum(weights[person] for person in deck)
    if any(weights[person] < 0 for person in deck):
        raise ValueError(weights)
    if not whole:
        raise NoWeights
    entitled = {person: Fraction(count * weights[person], whole) for person in deck}
    before = _starting_gaps(deck, gaps)
    ahead = _first_in_line(deck, weights, entitled, before)
    left = count - sum(map(int, entitled.values()))
    extra = set(ahead[:left])
    return [
        Share(
            person=person,
            weight=weights[person],
            entitled=entitled[person],
            received=int(entitled[person]) + (person in extra),
            gap_before=before[person],
        )
        for person in deck
    ]


def _starting_gaps(deck: Collection[str], gaps: Mapping[str, Fraction]) -> dict[str, Fraction]:
    here = [gaps[person] for person in deck if person in gaps]
    mean = sum(here, Fraction()) / len(here) if here else Fraction()
    return {person: gaps.get(person, mean) for person in deck}


def _first_in_line(
    deck: Sequence[str],
    weights: Mapping[str, int],
    entitled: Mapping[str, Fraction],
    before: Mapping[str, Fraction],
) -> list[str]:
    """Whom a row that is left goes to, first to last. Sorting is stable: of equals the deck's."""
    entitled_to_any = [person for person in deck if weights[person]]
    return sorted(
        entitled_to_any,
        key=lambda person: entitled[person] - int(entitled[person]) + before[person],
        reverse=True,
    )
