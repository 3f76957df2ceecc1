"""Asking for rows, and what came of it."""

from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from crm.notifications.models import Notification
from crm.policies.verbs import decide
from members.draws import requests
from members.models import MemberRow


def ask(staff, database, count, key=""):
    return requests.ask(
        staff=staff, database_id=database.pk, count=count, idempotency_key=key or str(uuid4())
    )


def let(policy, value, by):
    decide(policy, Decimal(value), timezone.localdate(), by=by, reason="trial")


def inbox(person):
    return list(Notification.objects.of(person).values_list("kind", flat=True))


def rows_in(status):
    return MemberRow.objects.filter(status=status)
