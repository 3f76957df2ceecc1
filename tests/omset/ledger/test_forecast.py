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


def forecast_of(owner, product, customer="x", day="2026-02-02", note=""):
    return forecast(owner.pk, product.pk, customer, date.fromisoformat(day), note)


def test_a_customer_never_seen_is_ndp(owner, product):
    prediction = forecast_of(owner, product)
    assert prediction.kind == "NDP"
    assert prediction.conflict is None
    assert prediction.earlier == 0
    assert prediction.same_day == 0


def test_a_customer_seen_before_is_rdp(owner, product):
    make_deposit(owner, product, "X", "2026-02-01")
    make_deposit(owner, product, "x", "2026-02-02")
    prediction = forecast_of(owner, product)
    assert prediction.kind == "RDP"
    assert prediction.earlier == 2
    assert prediction.same_day == 1


def test_a_tambahan_is_rdp_and_an_earlier_day_is_ndp(owner, product):
    make_deposit(owner, product, "x", "2026-02-02")
    assert forecast_of(owner, product, note="TAMBAHAN").kind == "RDP"
    assert forecast_of(owner, product, day="2026-02-01").kind == "NDP"


def test_only_counted_deposits_of_the_same_group_matter_OM_12(owner, stranger, product):
    make_deposit(stranger, product, "x", "2026-02-01")
    make_deposit(owner, make_product("Q"), "x", "2026-02-01")
    trash.delete(make_deposit(owner, product, "x", "2026-02-01").pk, by=owner)
    assert forecast_of(owner, product).kind == "NDP"
    assert forecast_of(owner, product).earlier == 0


def test_a_colleague_who_holds_the_customer_is_named_OM_3(owner, stranger, product):
    make_reservation(stranger, product, "X.")
    assert forecast_of(owner, product).conflict["staff_name"] == "stranger"
    assert forecast_of(stranger, product).conflict is None
    assert forecast_of(owner, make_product("Q")).conflict is None


@settings(max_examples=10)
@given(st.lists(drafts, max_size=4), drafts)
def test_the_forecast_is_what_happens(earlier, draft):
    owner, product = make_staff("ann"), make_product("P")
    for customer, day, note in earlier:
        make_deposit(owner, product, customer, day, note=note)
    customer, day, note = draft
    prediction = forecast_of(owner, product, customer, day, note)
    assert make_deposit(owner, product, customer, day, note=note).kind == prediction.kind
    assert OmsetRecord.objects.count() == len(earlier) + 1
    written.empty()
