"""Which column of an uploaded file holds what, and where its cells go in the database. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from django.utils.translation import gettext

from members.rules.columns import (
    ID_COLUMNS,
    MEMBER_WD,
    NORMAL,
    is_full_name,
    is_sensitive,
)

CUSTOMER, NAME, PHONE = "customer_id", "name", "phone"
FIELDS = (CUSTOMER, NAME, PHONE)
# One of them says who the row is.
IDENTIFYING = (CUSTOMER, PHONE)
# The first spelling present wins; a bare `id` may only count the rows, so it comes last.
SPELLINGS: dict[str, tuple[str, ...]] = {
    CUSTOMER: (
        *("customer_id", "id_customer", "id_pelanggan", "pelanggan", "customer"),
        *("username", "user_name", "user_id", "userid", "id_user", "nama_user"),
        *("member_id", "id_member", "member", "akun", "id_akun"),
        *ID_COLUMNS,
    ),
    NAME: (
        *("name", "nama", "nama_lengkap", "full_name", "fullname", "nama_pelanggan"),
        *("nama_member", "nama_customer", "customer_name", "member_name"),
    ),
    PHONE: (
        *("phone", "phone_number", "no_hp", "nohp", "hp", "nomor_hp", "no_handphone", "handphone"),
        *("telepon", "no_telepon", "nomor_telepon", "telp", "no_telp", "notelp", "no_tlp", "tlp"),
        *("whatsapp", "no_whatsapp", "nomor_whatsapp", "wa", "no_wa", "nomor_wa", "nowa"),
        *("mobile", "mobile_phone", "no_hp_wa", "nomor", "kontak", "no_kontak", "contact"),
    ),
}
_BETWEEN = re.compile(r"[\W_]+")


class UnusableColumns(ValueError):
    """The headings do not say who the rows are about, or a heading that is named is not there."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The columns of a database once the file is in it, and the place there of each of its own."""

    columns: list[str]
    targets: list[int]


def guessed_places(headings: Sequence[str]) -> dict[str, int]:
    """The place of each field whose column is called as people call it.

    Never one that may be masked (DB-10): what says who a row is about is shown to everybody.
    """
    positions: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if is_sensitive(heading):
            continue
        positions.setdefault(folded(heading), place)
    guessed: dict[str, int] = {}
    for field, spellings in SPELLINGS.items():
        present = (positions[name] for name in map(folded, spellings) if name in positions)
        free = [place for place in present if place not in guessed.values()]
        if free:
            guessed[field] = free[0]
    return guessed


def chosen_places(headings: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """The places by `chosen` headings ("" for none), of the other fields as they are called.

    Raises UnusableColumns.
    """
    positions = {folded(heading): place for place, heading in reversed([*enumerate(headings)])}
    missing = [name for name in chosen.values() if name and folded(name) not in positions]
    if missing:
        facts = {"heading": missing[0], "headings": list_of(headings)}
        raise UnusableColumns(gettext("no column “%(heading)s”; %(headings)s") % facts)
    own = {field: positions[folded(name)] for field, name in chosen.items() if name}
    guessed = {
        field: place
        for field, place in guessed_places(headings).items()
        if field not in chosen and place not in own.values()
    }
    return own | guessed


def masked_fields(headings: Sequence[str], places: Mapping[str, int], kind: str) -> list[str]:
    """The fields whose column is masked in a database of that kind, so that it cannot be theirs.

    A full name is the name in a Member WD database (DB-10).
    """
    if kind == NORMAL:
        return []
    return [
        field
        for field, place in places.items()
        if is_sensitive(headings[place])
        and not (kind == MEMBER_WD and field == NAME and is_full_name(headings[place]))
    ]


def check_shown(headings: Sequence[str], places: Mapping[str, int], kind: str) -> None:
    """Raise UnusableColumns for a field whose column is masked."""
    for field in masked_fields(headings, places, kind):
        heading = headings[places[field]]
        raise UnusableColumns(f"“{heading}” is masked in a {kind} database: it cannot be {field}")


def check_identifying(places: Iterable[str], headings: Sequence[str]) -> None:
    """Raise UnusableColumns unless a column says who the rows are."""
    if not set(IDENTIFYING) & set(places):
        text = gettext("no column for customer_id or phone; %(headings)s")
        raise UnusableColumns(text % {"headings": list_of(headings)})


def parse_choices(text: str) -> dict[str, str]:
    """Read `customer_id=User,phone=HP` into heading by field; `name=` leaves that one out.

    Raises UnusableColumns.
    """
    choices = {}
    for choice in filter(str.strip, text.split(",")):
        field, equals, heading = (part.strip() for part in choice.partition("="))
        if not equals or field not in FIELDS:
            facts = {"choice": choice.strip(), "fields": ", ".join(FIELDS)}
            raise UnusableColumns(
                gettext("“%(choice)s” is not FIELD=HEADING; fields: %(fields)s") % facts
            )
        choices[field] = heading
    return choices


def named_headings(headings: Sequence[str]) -> list[str]:
    """The headings, each once: one without a text is called by its letter, in any language."""
    names: dict[str, str] = {}
    for place, heading in enumerate(headings, start=1):
        base = " ".join(heading.split()) or f"[{_letters(place)}]"
        spellings = (base if number == 1 else f"{base} ({number})" for number in count(1))
        name = next(name for name in spellings if folded(name) not in names)
        names[folded(name)] = name
    return list(names.values())


def placement(columns: Sequence[str], headings: Sequence[str]) -> Placement:
    """Where the cells of a file go in a database that has `columns`: new ones stand behind."""
    merged = list(columns)
    positions = {folded(column): place for place, column in enumerate(merged)}
    targets = []
    for heading in headings:
        if folded(heading) not in positions:
            positions[folded(heading)] = len(merged)
            merged.append(heading)
        targets.append(positions[folded(heading)])
    return Placement(columns=merged, targets=targets)


def folded(heading: str) -> str:
    """Letter case, blanks, underscores and dots make no difference."""
    return _BETWEEN.sub("", heading).casefold()


def _letters(place: int) -> str:
    """What a spreadsheet calls the column: A is 1, AA is 27."""
    before, letter = divmod(place - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + letter)


def list_of(headings: Sequence[str]) -> str:
    """What the file has instead."""
    names = ", ".join(filter(None, headings))
    return gettext("the file has: %(names)s") % {"names": names or gettext("nothing")}
