"""A file does not part a colleague from their own member record (LM-18)."""

import pytest

from loyalty.members.own import is_own
from loyalty.members.reads import member_of_card
from loyalty.models import ImportBatch, Member
from tests.loyalty.imports.files import K1, member
from tests.loyalty.imports.undoing import undo
from tests.loyalty.make import make_member
from tests.make import make_admin

pytestmark = pytest.mark.django_db
OWN, OTHER = "saya@example.test", "lain@example.test"


def test_LM_18_a_registry_with_another_e_mail_leaves_the_record_its_owners(load):
    me = make_admin(email=OWN)
    load.registry(member(e_mail=OWN))
    load.registry(member(e_mail=OTHER))
    assert member_of_card(K1).email == OTHER
    assert member_of_card(K1).staff_id == me.pk
    assert is_own(me, member_of_card(K1))


def test_LM_18_so_does_one_that_is_undone(programme, load):
    make_member(programme, card=K1, email=OTHER)
    me = make_admin(email=OWN)
    load.registry(member(e_mail=OWN))
    assert member_of_card(K1).email == OWN
    undo(ImportBatch.objects.get().number)
    assert member_of_card(K1).email == OTHER
    assert Member.objects.get().staff_id == me.pk
