"""Whose login name a contact is (LS-10). Pure."""

import pytest

from loyalty.rules.login_names import Holder, account_meant, owner_of

A, B = Holder("a", False), Holder("b", False)
SURE_A, SURE_B = Holder("a", True), Holder("b", True)


@pytest.mark.parametrize(
    ("holders", "owner"),
    [
        ([], None),
        ([A], "a"),
        ([SURE_A], "a"),
        ([A, B], None),
        ([SURE_A, B], "a"),
        ([A, SURE_B], "b"),
        ([SURE_A, SURE_B], None),
        ([SURE_A, SURE_B, Holder("c", False)], None),
    ],
)
def test_case_120_a_contact_is_of_who_confirmed_it_alone(holders, owner):
    assert owner_of(holders) == owner


@pytest.mark.parametrize(
    ("card", "holders", "meant"),
    [
        ("x", [], "x"),
        (None, [A], "a"),
        ("a", [A], "a"),
        ("x", [A], None),
        ("x", [A, B], None),
        (None, [], None),
    ],
)
def test_case_121_digits_that_fit_two_accounts_are_of_neither(card, holders, meant):
    assert account_meant(card, holders) == meant
