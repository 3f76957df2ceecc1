"""Plans as they are in March."""

import pytest
import time_machine

from bonuses.plans import publishing
from tests.bonuses.views.plans.pages import GENEROUS, MARCH
from tests.remembered import remembered


@pytest.fixture
def in_march():
    with time_machine.travel("2026-03-15T10:00:00+07:00"):
        yield


@pytest.fixture
@remembered
def draft(admin):
    return publishing.save_draft(GENEROUS, MARCH, by=admin, note="trial")


@pytest.fixture
@remembered
def published(admin):
    plan = publishing.save_draft(GENEROUS, MARCH, by=admin)
    return publishing.publish(plan.pk, by=admin)
