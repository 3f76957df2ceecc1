"""The lists with saved filters and chosen columns. The apps that have them register them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from django.utils.functional import Promise

from crm.staff.access import is_open
from crm.staff.models import User
from crm.web.cached_reverse import cached_reverse

LONGEST_QUERY = 2000


@dataclass(frozen=True)
class FilteredList:
    """A list: the name of its URL, the fields of its filter, the columns that may be hidden."""

    view: str
    fields: tuple[str, ...]
    # What may be hidden, by its name, as it is called.
    columns: Mapping[str, str | Promise] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the list is."""
        return cached_reverse(self.view)

    def is_open_to(self, user: User) -> bool:
        """True if this person may open the list."""
        return is_open(user, self.view)

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
) -> None:
    """Let people save filters of the list `page` and choose its columns."""
    LISTS[page] = FilteredList(view, tuple(fields), columns or {})
