"""A reservation and what stands around it, for the tests of its life."""

from datetime import date, timedelta

from django.utils import timezone

from crm.notifications.models import Notification
from members import reservations
from members.models import PastReservation, Reservation


def today():
    return timezone.localdate()


def days_ago(number) -> date:
    return today() - timedelta(days=number)


def aged(reservation, days):
    """The reservation as if it had been approved so many days ago."""
    reservation.approved_at -= timedelta(days=days)
    reservation.save()
    return reservation


def held(staff, product, customer="x", *, by, days=0):
    """An approved reservation that began so many days ago."""
    added = reservations.add(by=by, staff=staff, customer_id=customer, product=product)
    return aged(added, days)


def owner_of(customer, product):
    reservation = Reservation.objects.filter(customer_key=customer, product=product).first()
    return reservation and reservation.staff_id


def inbox(person):
    return list(Notification.objects.of(person).values_list("kind", flat=True))


def listed():
    """What the archive shows, as (customer, staff, cause)."""
    rows = PastReservation.objects.listed().order_by("-ended_at", "-id")
    return [(row.customer_id, row.staff_name, row.cause) for row in rows]
