"""Which column of a file holds what, by its heading. Pure."""

import re

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
        "id",
    ),
    "nominal": ("nominal", "amount", "jumlah", "deposit", "nilai", "depo"),
    "multiplier": ("multiplier", "kelipatan", "depo_kelipatan", "kali", "x"),
    "note": ("note", "keterangan", "catatan", "ket", "notes", "remark", "remarks"),
    "staff": ("staff", "nama_staff", "staff_name", "petugas", "sales", "staf"),
    "product": ("product", "produk", "product_name", "nama_produk"),
    "status": ("status", "approval", "approval_status"),
}
REQUIRED = ("date", "customer_id", "nominal", "staff", "product")


class UnusableColumns(ValueError):
    """The headings do not say where to find what an import needs."""


def place_columns(headings: list[str], chosen: dict[str, str]) -> dict[str, int]:
    """The position of each field in a row. `chosen` names the heading of some fields.

    Raises UnusableColumns if a chosen heading is not there.
    """
    positions = {}
    for position, heading in enumerate(headings):
        positions.setdefault(_folded(heading), position)
    places = {field: _chosen(positions, headings, chosen[field]) for field in chosen}
    taken = set(places.values())
    for field, spellings in SPELLINGS.items():
        found = (positions[_folded(name)] for name in spellings if _folded(name) in positions)
        free = next((place for place in found if place not in taken), None)
        if field not in places and free is not None:
            places[field] = free
    return places


def check_complete(places: dict[str, int], headings: list[str], given: set[str]) -> None:
    """Raise UnusableColumns unless each required field has a column or is `given` otherwise."""
    missing = [field for field in REQUIRED if field not in places and field not in given]
    if missing:
        raise UnusableColumns(f"no column for {', '.join(missing)}; {_list_of(headings)}")


def parse_choices(text: str) -> dict[str, str]:
    """Read `date=Tgl,nominal=Jumlah` into heading by field. Raises UnusableColumns."""
    choices = {}
    for choice in filter(str.strip, text.split(",")):
        field, equals, heading = (part.strip() for part in choice.partition("="))
        if not equals or field not in SPELLINGS or not heading:
            known = ", ".join(SPELLINGS)
            raise UnusableColumns(f"“{choice.strip()}” is not FIELD=HEADING; fields: {known}")
        choices[field] = heading
    return choices


def ignored(headings: list[str], places: dict[str, int]) -> list[str]:
    """The headings of the columns that the import does not read."""
    used = set(places.values())
    return [name for place, name in enumerate(headings) if place not in used and name.strip()]


def recognised(headings: list[str]) -> int:
    """How many of the fields these headings name: the more, the likelier they are headings."""
    return len(place_columns(headings, {}))


def _chosen(positions, headings, heading) -> int:
    if _folded(heading) not in positions:
        raise UnusableColumns(f"no column “{heading}”; {_list_of(headings)}")
    return positions[_folded(heading)]


def _folded(heading: str) -> str:
    """Letter case, blanks, underscores and dots make no difference."""
    return re.sub(r"[\W_]+", "", heading).casefold()


def _list_of(headings: list[str]) -> str:
    return f"the file has: {', '.join(name.strip() for name in headings) or 'nothing'}"
