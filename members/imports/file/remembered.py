"""Columns that were named once are known again by the set of their headings."""

from collections.abc import Sequence
from hashlib import sha256

from members.models import MemberImport
from members.rules.mapping import folded


def headings_key(headings: Sequence[str]) -> str:
    """Equal for equal sets of headings, in any order."""
    return sha256("\x1f".join(sorted(map(folded, headings))).encode()).hexdigest()


def remembered_places(headings: Sequence[str]) -> dict[str, int]:
    """Where the last upload with these headings had the fields; empty if there was none."""
    before = (
        MemberImport.objects.filter(headings_key=headings_key(headings))
        .exclude(mapping={})
        .order_by("-created_at")
        .first()
    )
    if before is None:
        return {}
    named = {field: folded(before.headings[place]) for field, place in before.mapping.items()}
    positions = {folded(heading): place for place, heading in enumerate(headings)}
    return {field: positions[name] for field, name in named.items()}
