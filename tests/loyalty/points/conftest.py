"""Member A, who is linked to ana in programme G, and those beside her."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from loyalty.members.links import link
from tests.loyalty.imports.files import K1, K2, K3
from tests.loyalty.make import make_member
from tests.loyalty.points.make import golden_programme
from tests.make import make_admin, make_deposit, make_product, make_staff


@pytest.fixture
def p():
    return make_product("P")


@pytest.fixture
def q():
    return make_product("Q")


@pytest.fixture
def admin():
    return make_admin("points-admin")


@pytest.fixture
def staff():
    return make_staff("points-staff")


@pytest.fixture
def programme(p, q):
    return golden_programme(p, q)


@pytest.fixture
def a(programme, admin):
    member = make_member(programme, card=K1, name="Ana", surname="Contoh")
    link(member.pk, "ana", by=admin, reason="test")
    return member


@pytest.fixture
def b(programme):
    return make_member(programme, card=K2, name="Bima", surname="Contoh")


@pytest.fixture
def c(programme):
    return make_member(programme, card=K3, name="Citra", surname="Contoh")


@pytest.fixture
def deposit(staff, p):
    def make(nominal, day="2026-01-10", customer="ana", product=p, **more):
        return make_deposit(staff, product, customer, day, nominal, **more)

    return make


@pytest.fixture
def on(monkeypatch):
    """Let it be noon in Jakarta on a day."""

    def set_day(day):
        noon = datetime.combine(day, datetime.min.time(), UTC).replace(hour=5)
        monkeypatch.setattr(timezone, "now", lambda: noon)

    return set_day
