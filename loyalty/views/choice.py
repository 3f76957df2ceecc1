"""Which programme a page is about: one in its address, else the first by name."""

from typing import NamedTuple

from bson import ObjectId
from django.http import HttpRequest

from loyalty.models import Programme


class ProgrammeTab(NamedTuple):
    """A programme that a page can be about."""

    label: str
    pk: ObjectId
    is_open: bool


class ProgrammeChoice(NamedTuple):
    """All programmes by name, and the one that a page is about; None if there is none at all."""

    programmes: list[Programme]
    chosen: Programme | None

    @property
    def query(self) -> str:
        """The query string that leads to a page about the same programme."""
        return f"?programme={self.chosen.pk}" if self.chosen else ""

    @property
    def tabs(self) -> list[ProgrammeTab]:
        """The programmes with the chosen one open; none where there is nothing to choose."""
        some = self.programmes if len(self.programmes) > 1 else []
        return [ProgrammeTab(each.name, each.pk, each == self.chosen) for each in some]


def programme_choice(request: HttpRequest) -> ProgrammeChoice:
    """What `programme` in the address chooses; an id of none chooses the first. One command."""
    programmes = list(Programme.objects.order_by("name_key"))
    asked = request.GET.get("programme", "")
    pk = ObjectId(asked) if ObjectId.is_valid(asked) else None
    named = [programme for programme in programmes if programme.pk == pk]
    return ProgrammeChoice(programmes, next(iter(named or programmes), None))
