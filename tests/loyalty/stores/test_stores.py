"""Stores and tills (LM-16)."""

import pytest

from crm.audit.models import Event
from loyalty.models import Store, StoreState, Till, TillState
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.stores import verbs

pytestmark = pytest.mark.django_db


def test_a_store_is_called_by_its_code_unless_it_has_a_name_LM_16():
    assert verbs.add_store(" 007 ", by=None).name == "007"
    assert verbs.add_store("8", "Pasar Baru", by=None).name == "Pasar Baru"


@pytest.mark.parametrize("code", ["", "\u200b", "x" * 41])
def test_a_code_is_a_text(code):
    with pytest.raises(ProgrammeRefused):
        verbs.add_store(code, by=None)


def test_a_code_is_one_stores_and_7_is_not_007_LM_16():
    verbs.add_store("007", by=None)
    verbs.add_store("7", by=None)
    with pytest.raises(ProgrammeRefused):
        verbs.add_store("007", by=None)
    assert Store.objects.count() == 2


def test_a_state_is_changed_with_history_once_LM_16(admin):
    store = verbs.add_store("1", by=admin)
    verbs.edit_store(store.pk, "", StoreState.MAINTENANCE, by=admin)
    verbs.edit_store(store.pk, "", StoreState.MAINTENANCE, by=admin)
    assert Store.objects.get().state == StoreState.MAINTENANCE
    created, edited = Event.objects.about(store)
    assert created.verb == "create"
    assert edited.before == {"state": "active"}
    assert edited.after == {"state": "maintenance"}


def test_tills_are_numbered_from_1_within_their_store_LM_16(admin):
    first, second = verbs.add_store("1", by=admin), verbs.add_store("2", by=admin)
    till = verbs.add_till(first, 1, by=admin)
    verbs.add_till(second, 1, by=admin)
    for number in (0, 1):
        with pytest.raises(ProgrammeRefused):
            verbs.add_till(first, number, by=admin)
    verbs.set_till_state(till.pk, TillState.INACTIVE, by=admin)
    assert Till.objects.get(pk=till.pk).state == TillState.INACTIVE
    assert Till.objects.count() == 2
