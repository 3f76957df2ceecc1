"""Programmes, their products and versions (LM-2, LM-3)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.management import CommandError, call_command

from crm.audit.models import Event
from crm.staff import catalogue
from crm.staff.models import Product
from crm.staff.usage import InUse
from loyalty.models import Programme, ProgrammeVersion, Store
from loyalty.programmes import verbs
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.programmes.reads import product_ids, programme_named, terms_on, versions_of
from loyalty.rules.programmes import DEFAULT, PRESETS, SUPERMARKET, Earning
from loyalty.rules.stored_terms import as_stored, from_stored
from tests.loyalty.make import make_programme
from tests.make import make_product
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
HALF = replace(PRESETS[DEFAULT], earning=Earning(Decimal(5_000)))


def test_a_programme_shows_the_decimals_of_its_currency_and_reads_its_regions_phones_LM_2():
    rupiah, euro = make_programme(), make_programme(preset=SUPERMARKET, currency="EUR")
    assert rupiah.decimals == 0
    assert rupiah.phone_region == "ID"
    assert euro.decimals == 2
    assert euro.phone_region == "IT"


@pytest.mark.parametrize("preset", PRESETS)
def test_terms_are_stored_exactly(preset):
    programme = make_programme(preset=preset)
    assert terms_on(programme, date(2026, 3, 1)) == PRESETS[preset]
    assert from_stored(as_stored(HALF)) == HALF


def test_a_product_belongs_to_one_programme_LM_2(product):
    first = make_programme("Satu", products=[product])
    assert product_ids(first) == [product.pk]
    with pytest.raises(ProgrammeRefused, match="belongs to another"):
        make_programme("Dua", products=[product])
    assert programme_named("Dua") is None
    assert ProgrammeVersion.objects.count() == 1


def test_so_does_a_store_which_is_added_by_its_code_LM_2_LM_16():
    first = make_programme(stores=["TOKO 1 & 2"])
    assert Store.objects.get(code="TOKO 1 & 2").programme_id == first.pk
    with pytest.raises(ProgrammeRefused, match="belongs to another"):
        make_programme(stores=["TOKO 1 & 2"])


def test_of_two_programmes_at_once_one_gets_the_product_LM_2(product):
    def take(name):
        return make_programme(name, products=[product])

    at_once(lambda: take("Satu"), lambda: take("Dua"))
    assert Programme.objects.count() == 1
    assert product_ids(Programme.objects.get()) == [product.pk]


def test_a_product_of_a_programme_is_not_deleted(product, admin):
    make_programme(products=[product])
    with pytest.raises(InUse):
        catalogue.delete(product.pk, by=admin)
    assert Product.objects.filter(pk=product.pk).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "\u200b"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"currency": "XXX"}, "currency"),
        ({"phone_region": "XX"}, "phone_region"),
    ],
)
def test_what_is_refused_leaves_nothing(wrong, field):
    with pytest.raises(ProgrammeRefused) as refused:
        make_programme(**({"name": "Satu"} | wrong))
    assert refused.value.field == field
    assert not Programme.objects.exists()


def test_two_spellings_are_one_name():
    make_programme("Kartu Setia")
    with pytest.raises(ProgrammeRefused):
        make_programme("KARTU  setia")


@time_machine.travel("2026-03-31T12:00:00+07:00")
def test_case_133_a_version_begins_tomorrow_at_the_earliest_LM_3(admin):
    programme = make_programme()
    with pytest.raises(ProgrammeRefused):
        verbs.publish(programme, HALF, date(2026, 3, 31), by=admin)
    assert len(versions_of(programme)) == 1
    verbs.publish(programme, HALF, date(2026, 4, 1), by=admin)
    assert terms_on(programme, date(2026, 3, 31)) == PRESETS[DEFAULT]
    assert terms_on(programme, date(2026, 4, 1)) == HALF
    assert terms_on(programme, date(2025, 12, 31)) is None


@time_machine.travel("2026-03-31T12:00:00+07:00")
def test_of_two_versions_of_one_day_the_later_published_counts_LM_3(admin):
    programme, day = make_programme(), date(2026, 4, 1)
    verbs.publish(programme, HALF, day, by=admin)
    verbs.publish(programme, PRESETS[SUPERMARKET], day, by=admin)
    assert terms_on(programme, day) == PRESETS[SUPERMARKET]
    assert [version.sequence for version in versions_of(programme)] == [1, 2, 3]


@time_machine.travel("2026-03-31T12:00:00+07:00")
def test_versions_published_at_once_are_in_an_order(admin):
    programme, day = make_programme(), date(2026, 4, 1)
    at_once(*[lambda: verbs.publish(programme, HALF, day, by=admin)] * 4)
    assert [version.sequence for version in versions_of(programme)] == [1, 2, 3, 4, 5]


def test_history_says_what_was_published(admin):
    programme = make_programme()
    event = Event.objects.about(programme).last()
    assert event.verb == "publish version"
    assert event.after["terms"]["tiers"][1] == ["Silver", "5000000"]


def test_the_command_creates_a_programme_with_all_that_is_free(capsys):
    make_programme(products=[make_product("Lama")])
    make_product("Baru")
    call_command("create_programme", "Setia", "--products", "all", "--valid-from", "2026-01-01")
    assert capsys.readouterr().out == "Created Setia (IDR).\n"
    programme = programme_named("setia")
    assert product_ids(programme) == [Product.objects.get(name="Baru").pk]
    assert versions_of(programme)[0].valid_from == date(2026, 1, 1)


def test_the_supermarkets_preset_is_in_euros_unless_said_otherwise(capsys):
    call_command(
        "create_programme", "Toko", "--preset", "supermarket", "--stores", "S1", "S2", "--json"
    )
    assert '"currency": "EUR"' in capsys.readouterr().out
    assert Store.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--products", "nowhere"], "--products: there is no product “nowhere”"),
        (["--valid-from", "31-12-2026"], "--valid-from: “31-12-2026” is not a date"),
        (["--currency", "xyz"], "Choose one of IDR, EUR"),
    ],
)
def test_bad_usage_changes_nothing(arguments, reason):
    with pytest.raises(CommandError) as refused:
        call_command("create_programme", "Setia", *arguments)
    assert str(refused.value).startswith(reason)
    assert refused.value.returncode == 2
    assert not Programme.objects.exists()
