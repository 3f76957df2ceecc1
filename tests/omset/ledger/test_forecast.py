"""What a deposit would become, before it is saved: always what it then becomes."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omset.ledger import trash
from omset.ledger.forecast import forecast
from omset.models import OmsetRecord
from tests.database import written
from tests.make import make_deposit, make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db
DAYS = ("2026-02-01", "2026-02-02", "2026-02-03")
drafts = st.tuples(
    st.sampled_from(["x", "X.", "y"]), st.sampled_from(DAYS), st.sampled_from(["", "Tambahan"])
)


def asked(owner, product, customer="x", day="2026-02-02", note=""):
    return forecast(owner.pk, product.pk, customer, date.fromisoformat(day), note)


def test_a_customer_never_seen_is_ndp(owner, product):
    found = asked(owner, product)
    assert found.kind == "NDP"
    assert found.conflict is None
    assert found.earlier == 0
    assert found.same_day == 0


def test_a_customer_seen_before_is_rdp(owner, product):
    make_deposit(owner, product, "X", "2026-02-01")
    make_deposit(owner, product, "x", "2026-02-02")
    found = asked(owner, product)
    assert found.kind == "RDP"
    assert found.earlier == 2
    assert found.same_day == 1


def test_a_tambahan_is_rdp_and_an_earlier_day_is_ndp(owner, product):
    make_deposit(owner, product, "x", "2026-02-02")
    assert asked(owner, product, note="TAMBAHAN").kind == "RDP"
    assert asked(owner, product, day="2026-02-01").kind == "NDP"


def test_only_counted_deposits_of_the_same_group_matter_OM_12(owner, stranger, product):
    make_deposit(stranger, product, "x", "2026-02-01")
    make_deposit(owner, make_product("Q"), "x", "2026-02-01")
    trash.delete(make_deposit(owner, product, "x", "2026-02-01").pk, by=owner)
    assert asked(owner, product).kind == "NDP"
    assert asked(owner, product).earlier == 0


def test_a_colleague_who_holds_the_customer_is_named_OM_3(owner, stranger, product):
    make_reservation(stranger, product, "X.")
    assert asked(owner, product).conflict["staff_name"] == "stranger"
    assert asked(stranger, product).conflict is None
    assert asked(owner, make_product("Q")).conflict is None


@settings(max_examples=10)
@given(st.lists(drafts, max_size=4), drafts)
def test_the_forecast_is_what_happens(earlier, draft):
    owner, product = make_staff("ann"), make_product("P")
    for customer, day, note in earlier:
        make_deposit(owner, product, customer, day, note=note)
    customer, day, note = draft
    found = asked(owner, product, customer, day, note)
    assert make_deposit(owner, product, customer, day, note=note).kind == found.kind
    assert OmsetRecord.objects.count() == len(earlier) + 1
    written.empty()
