"""What is foretold of an upload is what becomes of it: counted by one rule."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.customers import do_not_contact
from members.customers.erasure import begin_erasure
from members.customers.ids import customer_id_of
from members.models import MemberImport
from members.rules.duplicates import (
    ALWAYS_MARKED,
    DEFAULTS,
    FORGOTTEN,
    INSERTED,
    OUTCOMES,
    SKIPPED,
    Choice,
    Scope,
    row_counts,
)
from tests.make import make_master, make_product, make_reservation
from tests.members.make import make_database
from tests.members.views.test_uploads import act, send, work

pytestmark = pytest.mark.django_db
__all__ = ["send"]
# Each kind of row, and some of which more than one thing is true.
TABLE = """user;nama;hp
new01;New;081200000001
twice1;Twice;081200000002
TWICE1;Twice;081200000003
phonetwice;Phone;081200000001
here01;Here;081200000004
near01;Near;081200000005
far01;Far;081200000006
p1here;P;081211110001
p2near;P;081211110002
p3far;P;081211110003
listed;Listed;081200000007
held01;Held;081200000008
heldlisted;Both;081200000009
heldhere;Both;081200000010
listedfar;Both;081200000011
lost01;Lost;6.28E+12
;Nobody;
gone01;Gone;081200000012
"""
SKIPPING = dict.fromkeys(Scope, Choice.SKIP.value)
MARKING = dict.fromkeys(Scope, Choice.MARK.value)
KEEPING = MARKING | {each: Choice.KEEP.value for each in Scope if each not in ALWAYS_MARKED}


@pytest.fixture
def client(admin, client_of):
    return client_of(admin)


@pytest.fixture
def crowd(owner, admin, product):
    """Whoever makes a row what it is."""
    here = [["here01", "H", "081299990001"], ["heldhere", "H", ""], ["x1", "X", "081211110001"]]
    near = [["near01", "N", "081299990002"], ["x2", "X", "081211110002"]]
    far = [["far01", "F", "081299990003"], ["listedfar", "F", ""], ["x3", "X", "081211110003"]]
    make_database(product, here, name="Mei", columns=("user", "nama", "hp"))
    make_database(product, near)
    make_database(make_product(), far)
    for customer in ("held01", "heldlisted", "heldhere"):
        make_reservation(owner, product, customer)
    for customer in ("listed", "heldlisted", "listedfar"):
        do_not_contact.add(by=admin, customer_id=customer, reason="asked")
    begin_erasure(customer_id_of("gone01"), by=make_master(), reason="asked")


@pytest.mark.parametrize("choices", [DEFAULTS, SKIPPING, MARKING, KEEPING])
def test_the_forecast_of_every_kind_of_row_is_the_result(client, send, crowd, choices):
    wanted = send(TABLE)
    MemberImport.objects.filter(pk=wanted.pk).update(choices=choices)
    work()
    act(client, wanted, "columns", customer_id=0, name=1, phone=2)
    foretold = wanted.forecast
    assert [outcome for outcome in OUTCOMES if not foretold.get(outcome)] == []
    assert foretold[FORGOTTEN] == 1
    reasons = sorted(wanted.reasons)
    act(client, wanted, "confirm", **{str(scope): choice for scope, choice in choices.items()})
    assert wanted.counts == foretold
    assert sorted(wanted.reasons) == reasons


SCOPES = st.lists(st.lists(st.sampled_from(list(Scope)), unique=True).map(tuple))


@given(SCOPES, st.integers())
def test_every_row_has_one_outcome_and_is_inserted_or_skipped(rows, seed):
    draw = Random(seed)
    choices = {scope: draw.choice(list(Choice)).value for scope in Scope}
    counts = row_counts(rows, choices)
    assert sum(counts[outcome] for outcome in OUTCOMES) == len(rows)
    assert counts[INSERTED] + counts[SKIPPED] == len(rows)
