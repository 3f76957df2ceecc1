"""Which column of a file holds what, by its heading. Pure."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext

# The first spelling present wins, so the field's own name comes first.
SPELLINGS = {
    "date": ("date", "tanggal", "tgl", "record_date", "deposit_date"),
    "customer_id": (
        "customer_id",
        "customer",
        "id_pelanggan",
        "pelanggan",
        "id_customer",
        "customer_name",
        "username",
        "user_id",
        "member",
        "member_id",
        "id_member",
        "nama_pelanggan",
        "nama_customer",
        "nama_member",
        "id",
        "nama",
        "name",
    ),
    "nominal": ("nominal", "amount", "jumlah", "deposit", "nilai", "depo"),
    "multiplier": ("multiplier", "kelipatan", "depo_kelipatan", "kali", "x"),
    "note": ("note", "keterangan", "catatan", "ket", "notes", "remark", "remarks"),
    "staff": (
        "staff_account",
        "akun_staff",
        "staff",
        "nama_staff",
        "staff_name",
        "petugas",
        "sales",
        "staf",
    ),
    "product": ("product", "produk", "product_name", "nama_produk"),
    "status": ("status", "approval", "approval_status"),
    "omset_id": ("omset_id",),
}
# These can be a number of the row as well.
BARE_IDS = {"id"}
REQUIRED = ("date", "customer_id", "nominal", "staff", "product")
# Can be left out, because there is a value for rows that do not state them.
OPTIONAL = ("multiplier", "note", "staff", "product", "status", "omset_id")


class UnusableColumns(ValueError):
    """The headings do not say where to find what an import needs."""


def columns_by_field(
    headings: list[str], chosen: dict[str, str], unfit: Iterable[int] = ()
) -> dict[str, int]:
    """The position of each field in a row. `chosen` names the heading of some fields, "" for none.

    The columns at `unfit` are used only if chosen. Raises UnusableColumns if a chosen heading is
    not there.
    """
    positions: dict[str, int] = {}
    for position, heading in enumerate(headings):
        positions.setdefault(_folded(heading), position)
    named = {field: heading for field, heading in chosen.items() if heading}
    places = {field: _chosen(positions, headings, heading) for field, heading in named.items()}
    used = {*places.values(), *unfit}
    for field, spellings in SPELLINGS.items():
        candidates = (positions[_folded(name)] for name in spellings if _folded(name) in positions)
        free = next((place for place in candidates if place not in used), None)
        if field not in chosen and free is not None:
            places[field] = free
    return places


class UsableHeadings:
    """Which headings an import can do with: the `chosen` ones, and all that is not `given`."""

    def __init__(self, chosen: dict[str, str], given: set[str]) -> None:
        self.chosen, self.given = chosen, given
        self.named = {_folded(heading) for heading in chosen.values() if heading}

    def score(self, headings: list[str]) -> int:
        """How many of the fields these headings name: the more, the likelier they are headings."""
        own = sum(_folded(heading) in self.named for heading in headings)
        return own + len(columns_by_field(headings, {}))

    def fits(self, headings: list[str]) -> bool:
        """Whether each required field has a column or is given otherwise."""
        try:
            check_complete(columns_by_field(headings, self.chosen), headings, self.given)
        except UnusableColumns:
            return False
        return True


def check_complete(places: dict[str, int], headings: list[str], given: set[str]) -> None:
    """Raise UnusableColumns unless each required field has a column or is `given` otherwise."""
    missing = [field for field in REQUIRED if field not in places and field not in given]
    if missing:
        raise UnusableColumns(
            gettext("no column for %(fields)s; %(headings)s")
            % {"fields": ", ".join(missing), "headings": _list_of(headings)}
        )


def parse_choices(text: str) -> dict[str, str]:
    """Read `date=Tgl,nominal=Jumlah` into heading by field; `status=` leaves that one out.

    Raises UnusableColumns.
    """
    choices = {}
    for choice in filter(str.strip, text.split(",")):
        field, equals, heading = (part.strip() for part in choice.partition("="))
        if not equals or field not in SPELLINGS or not (heading or field in OPTIONAL):
            fields = ", ".join(SPELLINGS)
            raise UnusableColumns(
                gettext("“%(choice)s” is not FIELD=HEADING; fields: %(fields)s")
                % {"choice": choice.strip(), "fields": fields}
            )
        choices[field] = heading
    return choices


def unused_headings(headings: list[str], places: dict[str, int]) -> list[str]:
    """The headings of the columns that the import does not read."""
    used = set(places.values())
    return [name for place, name in enumerate(headings) if place not in used and name.strip()]


def columns_of_same_name(headings: list[str], places: dict[str, int]) -> list[int]:
    """The places of further columns that are called like one of those at `places`."""
    used = {_folded(headings[place]) for place in places.values()} - {""}
    own = set(places.values())
    return [
        place
        for place, heading in enumerate(headings)
        if place not in own and _folded(heading) in used
    ]


def is_bare_id(heading: str) -> bool:
    """Whether the heading does not say whose number it is."""
    return _folded(heading) in BARE_IDS


def _chosen(positions: dict[str, int], headings: list[str], heading: str) -> int:
    if _folded(heading) not in positions:
        raise UnusableColumns(
            gettext("no column “%(heading)s”; %(headings)s")
            % {"heading": heading, "headings": _list_of(headings)}
        )
    return positions[_folded(heading)]


def _folded(heading: str) -> str:
    """Letter case, blanks, underscores and dots make no difference."""
    return re.sub(r"[\W_]+", "", heading).casefold()


def _list_of(headings: list[str]) -> str:
    names = ", ".join(name.strip() for name in headings)
    return gettext("the file has: %(names)s") % {"names": names or gettext("nothing")}
