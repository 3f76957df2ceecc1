"""Bonus checks of the demo's people, so that the page can be tried."""

from contextlib import suppress
from typing import Any

from django.dispatch import receiver

from bonuses.claims import checks
from bonuses.models import CustomerCheck
from crm.staff.models import User
from members.models import Reservation
from omset.signals import demo_played

CLAIMED, GRANTED = 8, 2
REASON = "Bonus pelanggan ini sudah dibayar bulan ini."


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
