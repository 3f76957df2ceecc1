"""A request for rows that nobody decides ends after 7 days: its rows go back, with a notice."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from crm.audit.models import Event
from crm.notifications.inbox import unread_count
from members.draws.requests import end_undecided
from members.models import RowStatus
from tests.members.draws.asking import ask, inbox, rows_in
from tests.members.draws.make import make_pool

pytestmark = pytest.mark.django_db


def after(days, **more):
    return time_machine.travel(timezone.now() + timedelta(days=days, **more), tick=False)


def test_an_undecided_request_ends_after_seven_days_with_a_notice(owner, admin, product):
    request = ask(owner, make_pool(product, 5), 2)
    with after(7, minutes=-1):
        assert end_undecided().facts == {"undecided": 0}
    assert rows_in(RowStatus.REQUESTED).count() == 2
    with after(7, minutes=1):
        assert end_undecided().facts == {"undecided": 1}
        assert end_undecided().facts == {"undecided": 0}
    request.refresh_from_db()
    assert request.status == "rejected"
    assert request.decided_by_name == "system"
    assert rows_in(RowStatus.AVAILABLE).count() == 5
    assert inbox(owner) == ["rows-undecided"]
    assert unread_count(admin) == 0
    assert Event.objects.about(request).last().verb == "lapse"
