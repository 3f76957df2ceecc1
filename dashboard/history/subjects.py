"""What an event of history was done to: its kind, its name where that is known, and its page."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bson import ObjectId
from django.urls import reverse

from crm.audit.models import Event
from crm.registry.history_words import SUBJECTS
from members.models import Reservation

ACCOUNT, PRODUCT, RESERVATION = "staff.user", "staff.product", "members.reservation"
# The page of a thing, by its id.
PAGES = {
    ACCOUNT: "staff:edit",
    PRODUCT: "products:edit",
    "omset.omsetrecord": "omset:record",
    RESERVATION: "members:reservation",
    "members.memberdatabase": "members:database",
    "members.memberimport": "members:upload",
    "members.distribution": "members:distribution_of",
    "members.customer": "members:customer",
    "leave.leaverequest": "leave:one",
    "bonuses.bonusplan": "bonuses:plan",
}
# What is on one page with others of its kind.
LISTS = {
    "members.databaserequest": "members:requests",
    "members.donotcontact": "members:do_not_contact",
    "bonuses.customercheck": "bonuses:checks",
    "policies.policyvalue": "policies:list",
    "leave.correction": "leave:corrections",
    "leave.calendarday": "leave:calendar_days",
    "leave.authenticator": "leave:authenticators",
    "leave.floorcode": "leave:floor",
    "leave.feebasis": "leave:fee_basis",
}


class ListedEvent(NamedTuple):
    """An event with what it was done to, in words, and where that is; "" where it has no page."""

    event: Event
    subject: str
    url: str


def listed_events(events: Iterable[Event], names: Mapping[ObjectId, str]) -> list[ListedEvent]:
    """The events with what they were done to; `names` are those of accounts and products. One
    command, if there are reservations among them."""
    listed = list(events)
    gone = _ended(listed)
    return [
        ListedEvent(each, subject_text(each, names), "" if each.subject in gone else _url(each))
        for each in listed
    ]


def subject_text(event: Event, names: Mapping[ObjectId, str]) -> str:
    """What kind of thing it was done to, and which, where it has a name."""
    kind = str(SUBJECTS.get(event.subject_type, event.subject_type))
    name = names.get(event.subject, "")
    return f"{kind}: {name}" if name else kind


def _ended(events: Iterable[Event]) -> set[ObjectId]:
    """Reservations that are none any more: theirs is no page."""
    named = {each.subject for each in events if each.subject_type == RESERVATION}
    if not named:
        return set()
    return named - set(Reservation.objects.filter(pk__in=named).values_list("pk", flat=True))


def _url(event: Event) -> str:
    if view := PAGES.get(event.subject_type):
        return reverse(view, args=[event.subject])
    view = LISTS.get(event.subject_type)
    return reverse(view) if view else ""
