"""The demo's targets, and bonus checks of its people, so that the pages can be tried."""

from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from bonuses.claims import checks
from bonuses.models import BonusPlan, CustomerCheck
from bonuses.plans import publishing
from bonuses.rules.rates import Plan, Targets, Threshold, Tier
from crm.calendar import first_day
from crm.staff.models import User
from members.models import Reservation
from omset.signals import demo_opened, demo_played

CLAIMED, GRANTED = 8, 2
# Within reach of some of the demo's people, just so of others, and not of all.
PLAN = Plan(
    main=tuple(
        Threshold(Decimal(millions * 1_000_000), Decimal(bonus))
        for millions, bonus in ((30, 20), (45, 30), (60, 50), (80, 75), (120, 100))
    ),
    ndp=(Tier(2, 3, Decimal("2.50")), Tier(4, None, Decimal("5.00"))),
    rdp=(Tier(4, 5, Decimal("2.50")), Tier(6, None, Decimal("5.00"))),
    targets=Targets(Decimal(60_000_000), ndp=2, rdp=3),
)
PLAN_NOTE = "Target untuk tim yang baru mulai."
REASON = "Bonus pelanggan ini sudah dibayar bulan ini."


@receiver(demo_opened, dispatch_uid="bonuses-demo-opened")
def set_targets(since: date, master: User, **kwargs: Any) -> None:
    """Publish the plan by which its people are measured, on the first day of its first month."""
    if BonusPlan.objects.exists():
        return
    month = first_day(since)
    began = timezone.make_aware(datetime.combine(month, time(9)))
    # Here, not above: it loads pytest wherever that is installed, and every process loads this.
    with import_module("time_machine").travel(began, tick=False):
        draft = publishing.save_draft(PLAN, month, by=master, note=PLAN_NOTE)
        publishing.publish(draft.pk, by=master)


@receiver(demo_played, dispatch_uid="bonuses-demo-played")
def claim(admin: User, **kwargs: Any) -> None:
    """Some claims for reserved customers: two are granted, one is refused, the others wait."""
    if CustomerCheck.objects.exists():
        return
    claims = []
    reserved = Reservation.objects.approved().select_related("staff", "product")
    for reservation in reserved.order_by("created_at", "id"):
        with suppress(checks.ClaimRefused):
            claims.append(
                checks.submit(
                    staff=reservation.staff,
                    customer_id=reservation.customer_id,
                    product=reservation.product,
                )
            )
        if len(claims) == CLAIMED:
            break
    for granted in claims[:GRANTED]:
        checks.approve(granted.pk, by=admin)
    for refused in claims[GRANTED : GRANTED + 1]:
        checks.reject(refused.pk, by=admin, reason=REASON)
