"""The rows that a person has ticked in a list, or all that match its filter."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from crm.mongo.rows import object_id

# Each is a transaction of its own; more would keep a browser waiting for too long.
MOST_ROWS = 500


Listed = TypeVar("Listed", bound=Model)


class TickedRow(NamedTuple, Generic[Listed]):
    """A row, None if there is none for this person, and the version they were looking at."""

    row: Listed | None
    version: str = ""


class NothingDone(Exception):
    """The selection cannot stand as it is; `text` says why, `status` how to answer."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.text, self.status = text, status


def selected(
    request: HttpRequest,
    *,
    visible: QuerySet[Listed],
    matching: QuerySet[Listed],
    field: str = "rows",
) -> list[TickedRow[Listed]]:
    """What the posted form `bulk` chose: its boxes `field` among `visible`, or `all` of `matching`.

    `all` carries the number that stood on the page; raises NothingDone if it is another one
    by now, if they chose more than MOST_ROWS, or nothing.
    """
    if "all" in request.POST:
        return _everything(matching, request.POST["all"])
    return _ticked(visible, request.POST.getlist(field))


def asks_for_all(request: HttpRequest) -> bool:
    """Whether all that match are meant: the page is asked to offer them, or they were chosen."""
    return request.GET.get("selected") == "all" or "all" in request.POST


def count_if_all_selected(request: HttpRequest, matching: QuerySet) -> int:
    """How many rows match, if the person asks for all of them (`?selected=all`), else 0.

    MOST_ROWS + 1 stands for more than that. Only who asks pays for the counting.
    """
    if request.method != "GET" or not asks_for_all(request):
        return 0
    return matching[: MOST_ROWS + 1].count()


def choice_of_all(request: HttpRequest, matching: QuerySet) -> dict[str, int]:
    """What the bar over a list says of choosing all that match, for components/bulk.html."""
    return {"everything": count_if_all_selected(request, matching), "most": MOST_ROWS}


def page_with_outcomes(
    page: Callable[..., HttpResponse], act: Callable[[], object]
) -> HttpResponse:
    """The page, given the `outcomes` of what `act` does to the selected rows.

    Where the selection cannot stand, with why as `nothing_done`, and answered with that `status`.
    """
    try:
        outcomes = act()
    except NothingDone as nothing:
        return page(status=nothing.status, nothing_done=nothing.text)
    return page(outcomes=outcomes)


def _everything(matching: QuerySet[Listed], number: str) -> list[TickedRow[Listed]]:
    rows = list(matching[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise NothingDone(_too_many(), 422)
    if number != str(len(rows)):
        words = {"now": len(rows), "told": number[:9]}
        raise NothingDone(
            _(
                "Nothing was done: %(now)d rows match now, not %(told)s. Look at them, "
                "then choose again."
            )
            % words,
            409,
        )
    return [TickedRow(row) for row in rows]


def _ticked(visible: QuerySet[Listed], items: list[str]) -> list[TickedRow[Listed]]:
    if not items:
        raise NothingDone(_("Nothing was done: tick at least one row."), 422)
    if len(items) > MOST_ROWS:
        raise NothingDone(_too_many(), 422)
    parts = [item.partition(":") for item in dict.fromkeys(items)]
    pks = [object_id(written) for written, _colon, _version in parts]
    rows = visible.in_bulk([pk for pk in pks if pk])
    versions = [version for _pk, _colon, version in parts]
    return [
        TickedRow(rows.get(pk) if pk else None, version)
        for pk, version in zip(pks, versions, strict=True)
    ]


def _too_many() -> str:
    return _("Nothing was done: at most %d rows at once. Choose a narrower filter.") % MOST_ROWS
