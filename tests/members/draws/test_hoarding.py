"""Who has rows without a status asks for no more (DB-3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.policies.verbs import decide
from members.draws.assignment import draw_for
from members.draws.hoarding import Hoarding
from members.draws.policies import AUTO_APPROVAL, HOARDING_LIMIT
from members.models import (
    MemberRow,
    RequestStatus,
)
from tests.members.draws.asking import ask, let
from tests.members.draws.make import make_pool

pytestmark = pytest.mark.django_db


def work(rows, **values):
    MemberRow.objects.filter(pk__in=[row.pk for row in rows]).update(**values)


def test_no_new_request_while_too_much_of_the_last_batch_has_no_status(owner, admin, product):
    database = make_pool(product, rows=30)
    draw_for(owner, database.pk, 10, by=admin)
    let(HOARDING_LIMIT, 30, admin)
    mine = list(MemberRow.objects.with_staff(owner.pk))
    work(mine[:3], whatsapp="ada")
    work(mine[3:6], response="tidak")
    with pytest.raises(Hoarding) as refused:
        ask(owner, database, 1)
    assert refused.value.progress.without_status == 4
    assert refused.value.progress.rows == 10
    work(mine[6:7], validation="valid")
    # Three of ten are 30 %, and no more than that.
    assert ask(owner, database, 1).status == RequestStatus.PENDING


def test_hoarding_is_not_limited_unless_somebody_decides_so(owner, admin, product):
    database = make_pool(product, rows=30)
    draw_for(owner, database.pk, 10, by=admin)
    assert ask(owner, database, 1).status == RequestStatus.PENDING


def test_what_holds_today_decides_not_what_comes(owner, admin, product):
    tomorrow = timezone.localdate() + timedelta(days=1)
    decide(AUTO_APPROVAL, Decimal(1), tomorrow, by=admin, reason="besok")
    assert ask(owner, make_pool(product, rows=3), 1).status == RequestStatus.PENDING
