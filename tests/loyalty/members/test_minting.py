"""Eight processes mint at once: every number is another one, and right (LM-10)."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection

from loyalty.models import Card, CardSource
from loyalty.rules.cards import card_number
from tests.environment import CHECKOUT
from tests.loyalty.make import make_member, make_programme

pytestmark = pytest.mark.django_db
PROCESSES, EACH = 8, 50


def test_case_104_eight_processes_mint_four_hundred_different_numbers_LM_10(written_by_others):
    programme = make_programme()
    members = [make_member(programme) for _number in range(PROCESSES)]
    uri = urlsplit(os.environ["MONGODB_URI"])._replace(path=f"/{connection.settings_dict['NAME']}")
    pks = [str(member.pk) for member in members]
    subprocess.run(
        [sys.executable, "-m", "tests.loyalty.members.minting", str(EACH), *pks],
        cwd=CHECKOUT,
        env=os.environ | {"MONGODB_URI": uri.geturl()},
        check=True,
        timeout=120,
    )
    numbers = Card.objects.filter(source=CardSource.MINTED).values_list("pk", flat=True)
    # Each member was made with one.
    assert len(numbers) == PROCESSES * (EACH + 1)
    assert len({card_number(number).digits for number in numbers}) == len(numbers)
    assert all(card_number(number).is_barcode for number in numbers)
