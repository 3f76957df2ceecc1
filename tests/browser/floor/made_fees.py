"""Fees for the floor of the browser: each sort of line, a closed month, payments, a text."""

from datetime import date

from django.utils import timezone

from leave.fees import closing
from leave.fees.basis import set_basis
from leave.fees.instalments import plan_instalments
from leave.fees.waivers import waive
from leave.rules.fees import FeeKind
from tests.leave.fees.make import add_fee, come_late, pause_too_long, pay

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def fees_floor(staff, admin, reason):
    """What the person's February and the January before it cost."""
    for day in ("2026-01-12", "2026-02-03", "2026-02-09"):
        come_late(staff, day, 10)
    pause_too_long(staff, "2026-02-04", 930)
    add_fee(staff, "2026-02-05", "5.00", by=admin, reason=reason)
    pay(staff, "2026-02", "835000", "IDR", by=admin)
    plan_instalments(staff.pk, FEBRUARY, 2, by=admin)
    closing.close(JANUARY, by=admin)
    for day in (date(2026, 1, 12), date(2026, 2, 9)):
        waive(staff.pk, day, FeeKind.LATENESS, by=admin, reason=reason)
    set_basis(reason, timezone.localdate(), by=admin)
