"""What every page about a programme's sales needs of the programme, read with one command."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from crm.mongo.unions import read_union, rows_part
from loyalty.analytics.newest import Newest, newest_of
from loyalty.models import (
    BatchState,
    Department,
    ImportBatch,
    Programme,
    ProgrammeVersion,
    SalesMonth,
    Store,
)
from loyalty.rules.programmes import Version, version_on
from loyalty.rules.stored_terms import from_stored
from loyalty.rules.tiers import Ladder

# The loaded months, each with the batch whose lines count, in order.
Months = dict[int, int]


class ProgrammeFacts(NamedTuple):
    """Codes with names; the ladder of a day; as of which batches everything is."""

    months: Months
    departments: dict[str, str]
    stores: dict[str, str]
    tiers: Ladder
    newest: Newest


def programme_facts(programme: Programme, today: date) -> ProgrammeFacts:
    """What is known now; the tiers are those of `today`."""
    parts = {name: rows_part(rows) for name, rows in _parts(programme).items()}
    rows = read_union(parts)
    return ProgrammeFacts(
        {row["month"]: row["batch_number"] for row in rows["months"]},
        {row["code"]: row["name"] for row in rows["departments"]},
        {row["code"]: row["name"] for row in rows["stores"]},
        _tiers(rows["versions"], today),
        newest_of(rows["batches"]),
    )


def _parts(programme: Programme) -> dict[str, QuerySet]:
    months = SalesMonth.objects.filter(programme=programme, batch_number__isnull=False)
    named = Department.objects.filter(pk__gte=f"{programme.pk}:", pk__lt=f"{programme.pk};")
    stores = Store.objects.filter(programme=programme)
    versions = ProgrammeVersion.objects.filter(programme=programme)
    batches = ImportBatch.objects.filter(programme=programme, state=BatchState.COMPLETE)
    return {
        "months": months.order_by("month").values("month", "batch_number"),
        "departments": named.order_by("code").values("code", "name"),
        "stores": stores.order_by("code").values("code", "name"),
        "versions": versions.order_by("sequence").values("valid_from", "sequence", "terms"),
        "batches": batches.order_by("number").values(
            "number", "dataset", "file_name", "ended_at", "began_at", "rows"
        ),
    }


def _tiers(rows: list[dict[str, Any]], today: date) -> Ladder:
    """Nothing before the programme's first version."""
    versions = [
        Version(row["valid_from"].date(), row["sequence"], from_stored(row["terms"]))
        for row in rows
    ]
    version = version_on(today, versions)
    return version.terms.tiers if version else ()
