"""Requests that no admin has to approve (DB-5)."""

import pytest

from crm.audit.models import Event
from members.draws.approval import approval_text, approval_today, set_auto_approval
from members.draws.policies import AUTO_APPROVAL, AUTO_APPROVAL_MOST
from members.models import (
    AutoApproval,
    MemberRow,
    RowStatus,
)
from tests.members.draws.asking import ask, inbox, let, rows_in
from tests.members.draws.make import make_pool

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("is_on", "setting", "count", "status"),
    [
        (True, AutoApproval.UNSET, 50, "approved"),
        (True, AutoApproval.UNSET, 51, "pending"),
        (True, AutoApproval.MANUAL, 1, "pending"),
        (True, AutoApproval.AUTOMATIC, 50, "approved"),
        (False, AutoApproval.AUTOMATIC, 1, "pending"),
        (False, AutoApproval.UNSET, 1, "pending"),
    ],
)
def test_case_55_what_is_approved_at_once(is_on, setting, count, status, owner, admin, product):
    let(AUTO_APPROVAL, int(is_on), admin)
    let(AUTO_APPROVAL_MOST, 50, admin)
    database = make_pool(product, rows=60, auto_approval=setting)
    request = ask(owner, database, count)
    assert request.status == status
    assert request.is_automatic == (status == "approved")
    held = RowStatus.ASSIGNED if status == "approved" else RowStatus.REQUESTED
    assert rows_in(held).count() == count


def test_DB_5_what_is_approved_at_once_says_so_to_whoever_asked(owner, admin, product):
    let(AUTO_APPROVAL, 1, admin)
    request = ask(owner, make_pool(product, rows=3), 2)
    assert inbox(owner) == ["rows-approved"]
    assert inbox(admin) == []
    assert request.decided_by_name == "system"
    assert MemberRow.objects.with_staff(owner.pk).count() == 2


def test_DB_5_a_database_that_was_never_set_is_said_to_do_as_it_does(admin, product):
    database = make_pool(product)
    assert approval_text(database.auto_approval, approval_today()) == "An admin decides"
    let(AUTO_APPROVAL, 1, admin)
    assert approval_text(database.auto_approval, approval_today()) == "Approved at once"
    let(AUTO_APPROVAL_MOST, 50, admin)
    text = approval_text(database.auto_approval, approval_today())
    assert text == "Up to 50 rows at once, more by an admin"
    changed = set_auto_approval(database.pk, AutoApproval.MANUAL, by=admin)
    assert approval_text(changed.auto_approval, approval_today()) == "An admin decides"
    assert Event.objects.about(database).get(verb="auto-approval").after == {
        "auto_approval": "manual"
    }
