"""The calendar of the floor: holidays that were copied, and days that it closes by itself."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from leave.rules.days import ClosedDay, DayKind, DaySource, name_in


class CalendarDayKind(models.TextChoices):
    WORKS = DayKind.WORKS.value, _("Work as usual")
    CLOSED_FREE = DayKind.CLOSED_FREE.value, _("Closed, leave costs nothing")
    CLOSED_CHARGED = DayKind.CLOSED_CHARGED.value, _("Closed, leave is charged")
    CLOSED_IN_PART = DayKind.CLOSED_IN_PART.value, _("Closed in part")


class CalendarDaySource(models.TextChoices):
    PUBLIC = DaySource.PUBLIC.value, _("Public holiday")
    JOINT = DaySource.JOINT.value, _("Joint holiday")
    OWN = DaySource.OWN.value, _("Own")


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def confirmed(self) -> Self:
        """Those that count: an admin has decided about them."""
        return self.exclude(confirmed_at=None)

    def of_year(self, year: int) -> Self:
        return self.filter(date__gte=date(year, 1, 1), date__lte=date(year, 12, 31))


class CalendarDay(models.Model):
    """What the floor decides about one Jakarta date; without a decision it moves nothing.

    Written by leave/calendar alone. A newer version of the package of holidays changes no row.
    """

    date = models.DateField(unique=True)
    # As people in Indonesia call it; in English too where it was copied.
    name = models.CharField(max_length=120)
    english_name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=6, choices=CalendarDaySource)
    # Its date is reckoned by the package, and not announced yet.
    is_estimate = models.BooleanField(default=False)
    # The package with its version, for what was copied.
    copied_from = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=14, choices=CalendarDayKind, default=CalendarDayKind.WORKS)
    # Closed and free, of a day that is closed in part.
    minutes = models.IntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_name = models.CharField(max_length=80, blank=True)
    version = models.IntegerField(default=1)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"

    @property
    def label(self) -> str:
        """Its name in the active language."""
        return name_in(get_language(), self.name, self.english_name)

    @property
    def closed_day(self) -> ClosedDay:
        """What it does to leave, if it is confirmed."""
        return ClosedDay(DayKind(self.kind), self.minutes, self.label)
