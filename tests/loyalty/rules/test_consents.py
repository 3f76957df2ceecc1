"""Consents (LM-6), with the cases by their numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.consents import Consent, ConsentSource, consent_of, may_change


@pytest.mark.parametrize("word", ["SI", "Sì", "1", "TRUE", "ya", " s ", "Yes"])
def test_case_109_words_of_consent(word):
    assert consent_of(word) == (Consent.YES, True)


@pytest.mark.parametrize("word", ["NO", "0", "tidak", "false", "n"])
def test_case_109_words_of_refusal(word):
    assert consent_of(word) == (Consent.NO, True)


def test_case_109_nothing_is_unknown_and_needs_no_remark():
    assert consent_of("  ") == (Consent.UNKNOWN, True)


@pytest.mark.parametrize("word", ["2", "forse", "sino", "nope"])
def test_case_109_other_words_are_unknown_with_a_remark(word):
    assert consent_of(word) == (Consent.UNKNOWN, False)


@given(st.text())
def test_a_word_that_is_not_understood_is_neither_LM_6(word):
    consent, is_understood = consent_of(word)
    assert is_understood or consent == Consent.UNKNOWN


def test_unknown_counts_as_not_given_LM_6():
    assert Consent.YES.is_given
    assert not Consent.UNKNOWN.is_given
    assert not Consent.NO.is_given


@pytest.mark.parametrize("source", [ConsentSource.FILE, ConsentSource.STAFF])
def test_case_110_the_members_own_word_stands_against_a_file_LM_6(source):
    assert not may_change(ConsentSource.MEMBER, source)
    assert not may_change(ConsentSource.ADMIN, source)
    assert may_change(ConsentSource.FILE, source)
    assert may_change(None, source)


@pytest.mark.parametrize("stored_by", [None, *ConsentSource])
def test_she_herself_and_an_admin_change_whatever_was_said(stored_by):
    assert may_change(stored_by, ConsentSource.MEMBER)
    assert may_change(stored_by, ConsentSource.ADMIN)
