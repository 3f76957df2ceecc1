"""`manage.py draw`: its answers and its refusals."""

import json

import pytest
from django.core.management import CommandError, call_command

from members.models import Draw, MemberRow, RowStatus
from tests.make import make_reservation
from tests.members.draws.make import make_pool

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(product):
    return make_pool(product, rows=10)


def draw(capsys, pool, staff, count, by):
    names = {"database": pool.name.upper(), "staff": staff.username, "by": by.username}
    call_command("draw", **names, count=count, json=True)
    return json.loads(capsys.readouterr().out)


def test_it_assigns_the_rows_that_it_names(capsys, pool, owner, stranger, admin, product):
    make_reservation(stranger, product, "user3", by=admin)
    result = draw(capsys, pool, owner, 9, admin)
    stored = Draw.objects.get()
    mine = MemberRow.objects.with_staff(owner.pk)
    assert result["draw"] == str(stored.pk)
    assert result["taken"] == [str(pk) for pk in stored.taken_ids]
    assert {str(row.pk) for row in mine} == set(result["taken"])
    assert result["passed_over_count"] == stored.passed_over_count


def test_too_few_are_exit_code_1_and_nothing_is_assigned(capsys, pool, owner, admin):
    with pytest.raises(SystemExit) as ended:
        draw(capsys, pool, owner, 11, admin)
    assert ended.value.code == 1
    result = json.loads(capsys.readouterr().out)
    assert result == {"draw": None, "eligible": 10, "excluded": 0}
    assert MemberRow.objects.filter(status=RowStatus.AVAILABLE).count() == 10


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ({"database": "nowhere"}, "there is no database “nowhere”"),
        ({"staff": "nobody"}, "there is no active account “nobody”"),
        ({"by": "owner"}, "“owner” is no admin"),
        ({"staff": "admin"}, "“admin” is no staff account"),
    ],
)
def test_a_name_of_nothing_is_exit_code_2(names, reason, pool, owner, admin):
    given = {"database": pool.name, "staff": "owner", "by": "admin", "count": 1} | names
    with pytest.raises(CommandError) as refused:
        call_command("draw", **given)
    assert refused.value.returncode == 2
    assert str(refused.value) == reason


@pytest.mark.parametrize("count", [0, 10_001])
def test_a_draw_fits_into_one_document(count, owner, admin, product):
    names = {"database": make_pool(product, rows=2).name, "staff": "owner", "by": "admin"}
    with pytest.raises(CommandError, match="between 1 and 10000"):
        call_command("draw", **names, count=count)
