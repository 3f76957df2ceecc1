"""Which records a person asks for: one filter for the table, its totals and its exports (OM-25)."""

from dataclasses import dataclass
from datetime import date, timedelta

from bson import ObjectId
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.calendar import first_day
from crm.mongo.rows import midnight
from omset import numbers
from omset.models import OmsetRecord, Status

UNCOUNTED = (Status.PENDING, Status.DECLINED)
# Sorts behind every text that starts with what stands before it.
LAST_CHARACTER = "\U0010ffff"
# How long a page may count the records of customers that start with a letter or two.
PATIENCE_MS = 2000


class Preset(models.TextChoices):
    TODAY = "today", _("Today")
    YESTERDAY = "yesterday", _("Yesterday")
    LAST7 = "last7", _("Last 7 days")
    LAST30 = "last30", _("Last 30 days")
    MONTH = "month", _("This month")
    ALL = "all", _("All time")
    CUSTOM = "custom", _("From … to …")


def preset_range(preset: str, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of a preset, both included; None where it is open (OM-25)."""
    starts: dict[str, date] = {
        Preset.TODAY: today,
        Preset.LAST7: today - timedelta(days=7),
        Preset.LAST30: today - timedelta(days=30),
        Preset.MONTH: first_day(today),
    }
    if preset == Preset.YESTERDAY:
        return today - timedelta(days=1), today - timedelta(days=1)
    return (starts[preset], today) if preset in starts else (None, None)


@dataclass(frozen=True)
class FilterPeriod:
    """Business dates, both ends included, open where None."""

    start: date | None = None
    end: date | None = None

    def conditions(self) -> dict:
        """The period as a filter of a queryset."""
        bounds = {"date__gte": self.start, "date__lte": self.end}
        return {name: day for name, day in bounds.items() if day}

    def match(self) -> dict:
        """The period as a match of stored rows."""
        bounds = {"$gte": self.start, "$lte": self.end}
        dates = {name: midnight(day) for name, day in bounds.items() if day}
        return {"date": dates} if dates else {}

    @property
    def file_name(self) -> str:
        """The period as a part of a file's name."""
        if self.start and self.end:
            return f"{self.start}-to-{self.end}"
        ends = {f"from-{self.start}": self.start, f"until-{self.end}": self.end}
        return next((name for name, day in ends.items() if day), "all-time")


@dataclass(frozen=True)
class Filter:
    """What was asked for. Ids and texts are None where anything goes."""

    period: FilterPeriod
    staff: ObjectId | None = None
    product: ObjectId | None = None
    kind: str | None = None
    approval: str | None = None
    customer: str | None = None
    # What stands for the customer in an address.
    find: str | None = None

    def records(self) -> models.QuerySet:
        """The records, pending and declined ones among them, outside the trash (OM-4)."""
        rows = OmsetRecord.objects.live().filter(**self.period.conditions(), **self._stored())
        if self.customer:
            last = self.customer + LAST_CHARACTER
            rows = rows.filter(customer_key__gte=self.customer, customer_key__lt=last)
        return rows

    def sums(self) -> numbers.Numbers:
        """The sums over exactly the records that count; over all if only uncounted are asked for.

        From the tallies; what asks for some customers or for uncounted records reads the ledger.
        Raises numbers.TooManyRecords if the customers asked for have too many records.
        """
        if not self.is_counted:
            return numbers.uncounted(self.match())
        if self.customer:
            return numbers.of_records(self.match(), self.kind, within_ms=PATIENCE_MS)
        return numbers.total(self.scope())

    def days(self) -> list[tuple[date, numbers.Numbers]]:
        """The same sums for each day that has any, in order."""
        if self.customer:
            return numbers.days_of_records(self.match(), self.kind)
        return numbers.grouped(self.scope(), "day")

    @property
    def is_counted(self) -> bool:
        """False if it asks for records that no number contains."""
        return self.approval not in UNCOUNTED

    def scope(self) -> numbers.TallyScope:
        """The same for numbers.py: without customer and approval, which no tally knows."""
        return numbers.TallyScope(
            start=self.period.start,
            end=self.period.end,
            staff=self.staff,
            product=self.product,
            kind=self.kind,
        )

    def match(self) -> dict:
        """The same records as a match of stored rows."""
        match = {"is_deleted": False} | self.period.match() | self._stored()
        if self.customer:
            bounds = {"$gte": self.customer, "$lt": self.customer + LAST_CHARACTER}
            match["customer_key"] = bounds
        return match

    def _stored(self) -> dict:
        """The conditions on single values, under the names of the stored fields."""
        values = {
            "staff_id": self.staff,
            "product_id": self.product,
            "kind": self.kind,
            "status": self.approval,
        }
        return {name: value for name, value in values.items() if value}
