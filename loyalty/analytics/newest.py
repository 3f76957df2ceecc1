"""As of which batches the figures are, and what is wrong with that (LW-9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from loyalty.models import Dataset
from loyalty.rules.analytics.sources import Source

SOURCE_OF = {Dataset.RECEIPTS: Source.RECEIPTS, Dataset.SALES: Source.LINES}


@dataclass(frozen=True)
class NewestBatch:
    """The last complete batch of a dataset."""

    number: int
    dataset: Dataset
    file_name: str
    ended_at: datetime
    rows: int
    # How many rows the one before had, if this is a registry that has fewer.
    fell_from: int | None = None

    @property
    def is_old(self) -> bool:
        """Whether it is older than the set age."""
        age = timezone.now() - self.ended_at
        return age > timedelta(days=settings.LOYALTY_BATCH_AGE_DAYS)


@dataclass(frozen=True)
class Newest:
    """The last complete batch of each dataset that has one, the newest first."""

    batches: list[NewestBatch]

    @property
    def usual_source(self) -> Source:
        """The source of what was loaded, receipts before lines; deposits if nothing was."""
        there = {SOURCE_OF.get(batch.dataset) for batch in self.batches}
        return next((s for s in (Source.RECEIPTS, Source.LINES) if s in there), Source.OMSET)

    @property
    def is_old(self) -> bool:
        """Whether nothing was loaded for longer than the set age."""
        return bool(self.batches) and self.batches[0].is_old

    @property
    def fallen(self) -> list[NewestBatch]:
        """Registries with fewer members than the one before."""
        return [batch for batch in self.batches if batch.fell_from is not None]


def newest_of(rows: Iterable[Mapping[str, Any]]) -> Newest:
    """The last of these stored batches of each dataset; they are complete and in order."""
    last: dict[Dataset, NewestBatch] = {}
    for row in rows:
        dataset = Dataset(row["dataset"])
        earlier = last.get(dataset)
        fell = dataset == Dataset.REGISTRY and earlier is not None and row["rows"] < earlier.rows
        last[dataset] = NewestBatch(
            row["number"],
            dataset,
            row["file_name"],
            (row["ended_at"] or row["began_at"]).replace(tzinfo=UTC),
            row["rows"],
            earlier.rows if earlier and fell else None,
        )
    return Newest(sorted(last.values(), key=lambda batch: batch.ended_at, reverse=True))
