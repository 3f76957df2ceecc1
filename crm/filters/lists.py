"""The lists with saved filters and chosen columns. The apps that have them register them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.utils.functional import Promise

from crm.staff.access import is_open
from crm.staff.models import User
from crm.web.cached_reverse import cached_reverse

LONGEST_QUERY = 2000


class ColumnChoice(NamedTuple):
    """A column that may be hidden, as it is called, and whether it is to be seen."""

    name: str
    label: str | Promise
    is_visible: bool


@dataclass(frozen=True)
class FilteredList:
    """A list: the name of its URL, the fields of its filter, the columns that may be hidden."""

    view: str
    fields: tuple[str, ...]
    # What may be hidden, by its name, as it is called.
    columns: Mapping[str, str | Promise] = field(default_factory=dict)
    # The fields that no address bears, by what stands for them there.
    sent_as: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the list is."""
        return cached_reverse(self.view)

    def address(self, query: str) -> str | None:
        """Where the list is with a kept filter; None if that holds a text that no address bears."""
        named = any(name in self.sent_as for name, _text in parse_qsl(query))
        return None if named else f"{self.url}?{query}"

    def is_open_to(self, user: User) -> bool:
        """True if this person may open the list."""
        return is_open(user, self.view)

    def column_choices(self, hidden: Collection[str]) -> list[ColumnChoice]:
        """What may be hidden, in its order, for somebody who has hidden some."""
        columns = self.columns.items()
        return [ColumnChoice(name, label, name not in hidden) for name, label in columns]

    def normalised(self, query: str) -> str:
        """What a query string says about this list's filter, each way to say it written as one.

        The place in the list is left out, and so is what the filter does not know.
        """
        parameters = dict(parse_qsl(query[:LONGEST_QUERY].removeprefix("?")))
        values = {name: parameters.get(name, "").strip() for name in self.fields}
        return urlencode({name: value for name, value in values.items() if value})


LISTS: dict[str, FilteredList] = {}


def register(
    page: str,
    view: str,
    *,
    fields: Iterable[str] = (),
    columns: Mapping[str, str | Promise] | None = None,
    sent_as: Mapping[str, str] | None = None,
) -> None:
    """Let people save filters of the list `page` and choose its columns."""
    sent_as = sent_as or {}
    kept = tuple(name for name in fields if name not in sent_as.values())
    LISTS[page] = FilteredList(view, kept, columns or {}, sent_as)
