"""Leave of the demo's people: asked for at some time, and decided at another, or not."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from crm.staff.models import User
from leave.demo.floor import DAY, Floor, Moment, at
from leave.models import LeaveRequest, LeaveType
from leave.requests import asking, deciding
from leave.requests.planning import Wish
from leave.requests.teams import put_in_team

CROWDED = "Sudah banyak yang libur hari itu."
CAME = "Diminta masuk, dan bersedia."
FEVER, DENTIST = "Demam", "Kontrol ke dokter gigi"
MINUTES = 60
Decide = Callable[[LeaveRequest], object]


def moments(floor: Floor) -> Iterator[Moment]:
    """Each state of a request, a range, sick leave, and leave that its month has no room for."""
    yield from _teams(floor)
    yield from _decided(floor)
    yield from _waiting(floor)
    yield from _beyond_the_quota(floor)


def days_away(floor: Floor) -> dict[str, set[date]]:
    """By username the days of approved leave up to today: nobody checks in on them."""
    andi, *_others, hana = floor.staff
    return {andi.username: {floor.before(5)}, hana.username: {floor.today}}


def days_beyond_the_quota(floor: Floor) -> list[date]:
    """Three off days of one month: the first is closed when the others are asked for."""
    return [floor.worked(floor.month_after + days * DAY) for days in (9, 16, 23)]


def _teams(floor: Floor) -> Iterator[Moment]:
    """Two people work in the team of each product."""
    for number, person in enumerate(floor.staff):
        product = floor.products[number // 2 % len(floor.products)]
        move = partial(put_in_team, person, product, by=floor.admins[0])
        yield Moment(at(floor.month_before - 39 * DAY, 9, number), move)


def _decided(floor: Floor) -> Iterator[Moment]:
    """Approved, rejected, cancelled, withdrawn, taken by who is alone, and never decided."""
    andi, _bayu, citra, dewi, eko, _fitri, galih, hana = floor.staff
    rina, agus = floor.admins
    yield from _ask(andi, at(floor.ago(20), 14), floor.before(5))
    yield _decide(andi, at(floor.ago(19), 11), floor.before(5), _approve(rina))
    yield from _ask(hana, at(floor.ago(8), 13), floor.after(0), days=2)
    for number in range(2):
        day = floor.after(0) + number * DAY
        yield _decide(hana, at(floor.ago(7), 12, number), day, _approve(agus))
    ill = floor.before(5)
    yield from _ask(citra, at(ill, 7, 40), ill, hours=(16, 20), reason=FEVER)
    yield _decide(citra, at(ill, 9, 5), ill, _approve(rina))
    yield from _ask(dewi, at(floor.ago(3), 16), floor.after(3))
    reject = partial(_reject, by=agus, reason=CROWDED)
    yield _decide(dewi, at(floor.ago(2), 11, 30), floor.after(3), reject)
    yield from _ask(dewi, at(floor.ago(2), 17), floor.after(9))
    withdraw = partial(_cancel, by=dewi)
    yield _decide(dewi, at(floor.ago(2), 18), floor.after(9), withdraw)
    yield from _ask(eko, at(floor.ago(10), 16), floor.after(5))
    yield _decide(eko, at(floor.ago(9), 11), floor.after(5), _approve(rina))
    cancel = partial(_cancel, by=rina, reason=CAME)
    yield _decide(eko, at(floor.ago(1), 14), floor.after(5), cancel)
    yield from _ask(floor.master, at(floor.ago(4), 10), floor.after(14))
    late = floor.before(4)
    yield from _ask(galih, at(late - 2 * DAY, 21), late)
    end = partial(_end_in_time, galih, late)
    yield Moment(at(late + DAY, 0, 5), end)


def _waiting(floor: Floor) -> Iterator[Moment]:
    """A range, sick leave, and an admin's own, about which the others decide."""
    _andi, bayu, *_others, galih, _hana = floor.staff
    yield from _ask(bayu, at(floor.ago(2), 15), floor.after(6), days=2)
    yield from _ask(galih, at(floor.ago(1), 20), floor.after(1), hours=(13, 16), reason=DENTIST)
    yield from _ask(floor.admins[0], at(floor.ago(1), 17), floor.after(10))


def _beyond_the_quota(floor: Floor) -> Iterator[Moment]:
    """The first of three off days is given back while it is closed: so there is room for three."""
    fitri, agus = floor.staff[5], floor.admins[1]
    days = days_beyond_the_quota(floor)
    for number, (day, asked) in enumerate(zip(days, (11, 8, 8), strict=True)):
        yield from _ask(fitri, at(floor.ago(asked), 16, number), day)
        yield _decide(fitri, at(floor.ago(asked), 17, number), day, _approve(agus))


def _ask(
    person: User,
    instant: datetime,
    first: date,
    *,
    days: int = 1,
    hours: tuple[int, int] | None = None,
    reason: str = "",
) -> Iterator[Moment]:
    starts, ends = (hour * MINUTES for hour in hours) if hours else (None, None)
    wish = Wish(
        staff_id=person.pk,
        type=LeaveType.SICK if hours else LeaveType.OFF,
        first=first,
        last=first + timedelta(days=days - 1),
        starts=starts,
        ends=ends,
    )
    ask = partial(
        asking.ask, wish, staff=person, reason=reason, idempotency_key=f"demo-{instant:%d-%H-%M}"
    )
    yield Moment(instant, ask)


def _decide(person: User, instant: datetime, day: date, decide: Decide) -> Moment:
    """Of a range the day may be closed, and nobody needs leave: then nothing is there to decide."""
    return Moment(instant, partial(_with_request, person, day, decide))


def _with_request(person: User, day: date, decide: Decide) -> None:
    request = LeaveRequest.objects.filter(staff_id=person.pk, date=day, is_active=True).first()
    if request:
        decide(request)


def _approve(by: User) -> Decide:
    return lambda request: deciding.approve(request.pk, by=by)


def _reject(request: LeaveRequest, *, by: User, reason: str) -> None:
    deciding.reject(request.pk, by=by, reason=reason)


def _cancel(request: LeaveRequest, *, by: User, reason: str = "") -> None:
    deciding.cancel(request.pk, by=by, reason=reason)


def _end_in_time(person: User, day: date) -> None:
    _with_request(person, day, lambda request: deciding.end_in_time(request.pk))
