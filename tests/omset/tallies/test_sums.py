"""Which sums there are is said once, by the model that stores them."""

from dataclasses import fields

from omset.models import Tally
from omset.reconciliation.proofs import FIELD_LABELS
from omset.tallies.sums import Numbers, Totals
from omset.tallies.tally import AMOUNTS, COUNTS

STORED = {field.name for field in Tally._meta.fields}


def test_every_stored_sum_is_counted():
    assert {*AMOUNTS, *COUNTS} == STORED


def test_amounts_and_counts_are_told_apart():
    assert set(AMOUNTS).isdisjoint(COUNTS)


def test_every_sum_that_pages_read_is_stored():
    assert {field.name for field in fields(Numbers)} <= STORED


def test_the_totals_are_some_of_the_numbers():
    assert {field.name for field in fields(Totals)} <= {field.name for field in fields(Numbers)}


def test_a_difference_in_any_sum_has_a_name_that_people_know():
    assert FIELD_LABELS.keys() >= STORED
