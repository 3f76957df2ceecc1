import itertools

import pytest

from crm.staff.rules import roles
from crm.staff.rules.names import clean_name, name_key

ROLES = ["staff", "admin", "master_admin"]


def test_RO_1_only_a_strictly_higher_role_manages():
    managing = [pair for pair in itertools.product(ROLES, ROLES) if roles.out_ranks(*pair)]
    assert managing == [("admin", "staff"), ("master_admin", "staff"), ("master_admin", "admin")]


def test_RO_2_an_edit_assigns_lower_roles_only():
    assert [roles.below(role) for role in ROLES] == [[], ["staff"], ["staff", "admin"]]


def test_RO_3_a_master_admin_alone_creates_an_equal():
    assert [roles.creatable_by(role) for role in ROLES] == [[], ["staff"], ROLES]


def test_RO_5_pages_are_blocked_by_a_master_admin_for_an_admin():
    pairs = itertools.product(ROLES, ROLES)
    assert [pair for pair in pairs if roles.pages_can_be_blocked(*pair)] == (
        [("master_admin", "admin")]
    )


@pytest.mark.parametrize(
    "typed", ["Siti  Aminah", " SITI aminah ", "\uff33\uff49\uff54\uff49 Aminah"]
)
def test_two_spellings_of_a_name_have_one_key(typed):
    assert name_key(typed) == "siti aminah"


def test_a_name_is_kept_without_surplus_blanks():
    assert clean_name("  Siti   Aminah ") == "Siti Aminah"
