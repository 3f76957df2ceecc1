"""People and cards that nobody has: names of syllables, `.test` addresses, one block of phones."""

from collections.abc import Iterator
from random import Random

from loyalty.rules.cards import check_digit

PREFIX = "290"
_SYLLABLES = (
    *("ba", "ce", "da", "fi", "go", "la", "le", "li", "lo", "ma", "me", "mi", "na", "ne", "no"),
    *("pa", "ra", "re", "ri", "ro", "sa", "se", "si", "ta", "te", "ti", "va", "ve", "vi", "zo"),
)
_LAST_SYLLABLES = (*_SYLLABLES, "nò", "lè", "rì", "tà")
_STREETS = ("Via", "Viale", "Piazza", "Corso", "Jalan")
_HOSTS = ("posta.test", "surat.test", "lettere.test")
NO_PHONES = ("n.d.", "non ha", "??", "tidak ada", "da chiedere")


def name(random: Random, most: int = 3) -> str:
    """A name of two syllables or more, sometimes with an accent at its end."""
    first = [random.choice(_SYLLABLES) for _each in range(random.randint(1, most - 1))]
    return "".join([*first, random.choice(_LAST_SYLLABLES)]).capitalize()


def plain_name(random: Random) -> str:
    """A name of plain letters."""
    return "".join(random.choice(_SYLLABLES) for _each in range(3)).capitalize()


def street(random: Random) -> str:
    """A street with a number, in plain letters."""
    return f"{random.choice(_STREETS)} {plain_name(random)} {random.randint(1, 180)}"


def email(random: Random, number: int) -> str:
    """An address of its own."""
    return f"{plain_name(random).lower()}.{number}@{random.choice(_HOSTS)}"


def phone(random: Random) -> str:
    """A phone of the invented block, with or without the country's code."""
    digits = f"{random.randrange(10**6):06}"
    whole = f"899 00{digits[:2]} {digits[2:]}"
    written = random.choice((f"0{whole}", f"+62 {whole}", f"0{whole}".replace(" ", "-")))
    return written if random.random() < 0.5 else written.replace(" ", "").replace("-", "")


def cards(random: Random) -> Iterator[str]:
    """Cards with a right check digit, none twice."""
    given: set[int] = set()
    while True:
        counter = random.randrange(10**6, 10**9)
        if counter not in given:
            given.add(counter)
            yield right_card(counter)


def right_card(counter: int) -> str:
    """The card of a counter."""
    digits = f"{PREFIX}{counter:09}"
    return digits + check_digit(digits)


def wrong_check_digit(card: str) -> str:
    """The card with another check digit."""
    return card[:-1] + str((int(card[-1]) + 1) % 10)


def short_card(number: int) -> str:
    """A card of eight digits."""
    return f"{PREFIX}{number:05}"
