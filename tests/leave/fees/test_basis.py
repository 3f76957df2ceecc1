"""The text of the agreement: one after the other, each once (FE-1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leave.fees.basis import set_basis
from leave.models import FeeBasis
from tests.make import make_master

pytestmark = pytest.mark.django_db


def test_of_texts_that_are_saved_at_once_none_is_lost_and_none_is_there_twice():
    master, day = make_master(), timezone.localdate() + timedelta(days=1)

    def save(number):
        try:
            return set_basis(f"Text {number % 2}", day, by=master)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, (0, 1, 0, 1)))
    rows = FeeBasis.objects.order_by("sequence")
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    assert {row.text for row in rows} == {"Text 0", "Text 1"}


def test_a_form_that_is_sent_twice_writes_one_text():
    master, day = make_master(), timezone.localdate()
    assert set_basis("Text", day, by=master).pk == set_basis("Text", day, by=master).pk
    assert FeeBasis.objects.count() == 1
