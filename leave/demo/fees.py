"""Fees of the demo's people: an agreement, waivers, payments, instalments, a closed month."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from crm.staff.models import User
from leave.demo.attendance import fee_day
from leave.demo.floor import DAY, Floor, Moment, at
from leave.fees import closing, instalments, manual, payments, waivers
from leave.fees.basis import set_basis
from leave.models import FeeBasis, InstalmentPlan, Waiver
from leave.rules.fees import FeeKind

AGREEMENT = (
    "Perjanjian kerja pasal 7: setiap menit terlambat, dan setiap menit istirahat di atas jatah "
    "harian, dikenai denda 5 dolar. Denda bulan berjalan ditinjau bersama sebelum ditutup."
)
BADGE = "Kartu akses hilang."
RAIN, STRIKE, WRONG_DAY = "Banjir di Kelapa Gading.", "Mogok angkutan.", "Ternyata hari lain."
BY_TRANSFER = "Transfer BCA"


def moments(floor: Floor) -> Iterator[Moment]:
    """The month before is reviewed, closed and paid; later something of it changes."""
    begun = at(floor.month_before - 38 * DAY, 9)
    yield Moment(begun, partial(_agree, begun.date(), floor.master))
    yield from _reviewed(floor)
    yield from _paid(floor)
    andi, bayu, rina = floor.staff[0], floor.staff[1], floor.admins[0]
    waive = partial(_waive, andi, fee_day(floor, 20), FeeKind.LATENESS, rina, STRIKE)
    yield Moment(_after_closing(floor, 50), waive)
    waive = partial(_waive, bayu, floor.before(6), FeeKind.LATENESS, rina, RAIN)
    yield Moment(at(floor.before(6), 12), waive)


def _reviewed(floor: Floor) -> Iterator[Moment]:
    """A fee that an admin added, one that was waived, and one that was charged again."""
    _andi, bayu, _citra, dewi, _eko, fitri, *_others = floor.staff
    rina, agus = floor.admins
    lost, late, over = (fee_day(floor, days) for days in (13, 22, 9))
    add = partial(
        manual.add_fee,
        *(fitri.pk, lost, Decimal(10)),
        by=agus,
        reason=BADGE,
        idempotency_key="demo-badge",
    )
    yield Moment(at(lost, 20), add)
    yield Moment(at(late, 20), partial(_waive, bayu, late, FeeKind.LATENESS, rina, STRIKE))
    yield Moment(at(over, 20), partial(_waive, dewi, over, FeeKind.BREAK, rina, RAIN))
    yield Moment(at(over, 21), partial(_charge_again, dewi, over, rina))
    yield Moment(_after_closing(floor, 30), partial(closing.close, floor.month_before, by=agus))


def _paid(floor: Floor) -> Iterator[Moment]:
    """In rupiah and in dollars, once too much, and in two parts of which one is paid."""
    andi, _bayu, citra, dewi, *_others = floor.staff
    month, agus = floor.month_before, floor.admins[1]
    amounts = ((citra, Decimal(500_000), "IDR"), (andi, Decimal(150), "USD"))
    for number, (person, amount, currency) in enumerate(amounts):
        instant = _after_closing(floor, 35 + number)
        pay = partial(
            payments.pay,
            *(person.pk, month, amount, currency, instant.date()),
            by=agus,
            note=BY_TRANSFER,
            idempotency_key=f"demo-{currency}",
        )
        yield Moment(instant, pay)
    yield Moment(_after_closing(floor, 40), partial(_in_two_parts, dewi, month, agus))
    pay = partial(instalments.pay_part, dewi.pk, month, by=agus, idempotency_key="demo-part")
    yield Moment(_after_closing(floor, 41), pay)


def _after_closing(floor: Floor, minute: int) -> datetime:
    """On the second of the month; on the first one, as soon as it has begun."""
    if floor.today > floor.month + DAY:
        return at(floor.month + DAY, 10, minute)
    return at(floor.today, 0, minute)


def _agree(day: date, master: User) -> None:
    if not FeeBasis.objects.exists():
        set_basis(AGREEMENT, day, by=master)


def _waive(person: User, day: date, kind: FeeKind, by: User, reason: str) -> None:
    about = Waiver.objects.filter(staff_id=person.pk, date=day, kind=kind.value)
    if not about.exists():
        waivers.waive(person.pk, day, kind, by=by, reason=reason)


def _charge_again(person: User, day: date, by: User) -> None:
    waiver = Waiver.objects.get(staff_id=person.pk, date=day)
    waivers.reinstate(waiver.pk, by=by, reason=WRONG_DAY)


def _in_two_parts(person: User, month: date, by: User) -> None:
    if not InstalmentPlan.objects.filter(staff_id=person.pk, month=month).exists():
        instalments.plan_instalments(person.pk, month, 2, by=by)
