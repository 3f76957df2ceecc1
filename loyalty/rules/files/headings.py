"""Which column of a file holds which field, by its heading or as somebody says (LI-1). Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from loyalty.rules.files.datasets import NEEDED, Dataset
from loyalty.rules.files.spellings import SENSITIVE, SPELLINGS

_BETWEEN = re.compile(r"[\W_]+")


class WrongHeadings(ValueError):
    """The headings are of another file, or do not say where to find what is needed."""


class ColumnPlan(NamedTuple):
    """The heading of each field, and what becomes of the other columns."""

    fields: dict[str, str]
    # About family, pets, intolerances, health: not kept (LM-7).
    not_kept: tuple[str, ...]
    # Of no field at all.
    unused: tuple[str, ...]


def column_plan(
    headings: Sequence[str], dataset: Dataset, chosen: Mapping[str, str] | None = None
) -> ColumnPlan:
    """Where the fields of the dataset are. `chosen` names the heading of some, "" for none.

    Raises WrongHeadings.
    """
    chosen = chosen or {}
    fields = fields_of(headings, dataset, chosen)
    _check_dataset(headings, dataset, fields)
    rest = [heading for heading in headings if heading not in fields.values()]
    sensitive = tuple(heading for heading in rest if is_sensitive(heading))
    unused = tuple(heading for heading in rest if heading not in sensitive)
    return ColumnPlan(fields, sensitive, unused)


def fields_of(
    headings: Iterable[str], dataset: Dataset, chosen: Mapping[str, str]
) -> dict[str, str]:
    """The heading of each field that has one, whatever is missing. Raises WrongHeadings."""
    present: dict[str, str] = {}
    for heading in headings:
        present.setdefault(folded(heading), heading)
    fields = _chosen_fields(present, dataset, chosen)
    for field, spellings in SPELLINGS[dataset].items():
        if field in chosen:
            continue
        free = (present[name] for name in map(folded, spellings) if name in present)
        first = next((each for each in free if each not in fields.values()), None)
        if first is not None:
            fields[field] = first
    return fields


def likeliest(headings: Sequence[str]) -> Dataset | None:
    """The dataset that has most of these headings, with all that it needs; None for none."""
    known = {dataset: fields_of(headings, dataset, {}) for dataset in Dataset}
    whole = [each for each in Dataset if _missing(known[each], each) == []]
    return max(whole, key=lambda dataset: len(known[dataset]), default=None)


def is_sensitive(heading: str) -> bool:
    """Whether a column is about family, pets, intolerances or health (LM-7)."""
    return folded(heading).startswith(SENSITIVE)


def folded(heading: str) -> str:
    """A heading as it is compared: small letters, without what parts words."""
    return _BETWEEN.sub("", heading).casefold()


def _chosen_fields(
    present: Mapping[str, str], dataset: Dataset, chosen: Mapping[str, str]
) -> dict[str, str]:
    fields = {}
    for field, heading in chosen.items():
        if field not in SPELLINGS[dataset]:
            known = ", ".join(SPELLINGS[dataset])
            raise WrongHeadings(
                _("there is no field “%(field)s”; there are: %(known)s")
                % {"field": field, "known": known}
            )
        if heading and folded(heading) not in present:
            raise WrongHeadings(
                _("there is no column “%(heading)s”; the file has: %(headings)s")
                % {"heading": heading, "headings": listed(present.values())}
            )
        if heading:
            fields[field] = present[folded(heading)]
    return fields


def _check_dataset(headings: Sequence[str], dataset: Dataset, fields: Mapping[str, str]) -> None:
    missing = _missing(fields, dataset)
    other = likeliest(headings)
    is_another = other not in (None, dataset) and len(fields_of(headings, other, {})) > len(fields)
    if other and is_another:
        raise WrongHeadings(
            _("this is a file of another sort: it has the columns of the %(other)s")
            % {"other": other.label}
        )
    if missing:
        raise WrongHeadings(
            _("no column for %(fields)s; the file has: %(headings)s")
            % {"fields": ", ".join(missing), "headings": listed(headings)}
        )


def listed(headings: Iterable[str]) -> str:
    """Headings in one line, not more than a person reads."""
    names = [heading[:LONGEST_LISTED] for heading in headings]
    more = ", …" if len(names) > MOST_LISTED else ""
    return ", ".join(names[:MOST_LISTED]) + more


def _missing(fields: Mapping[str, str], dataset: Dataset) -> list[str]:
    return [field for field in NEEDED[dataset] if field not in fields]


LONGEST_LISTED, MOST_LISTED = 40, 12
