"""Which column is what when headings promise more than their columns hold."""

import pytest
from django.core.management import CommandError

from omset.models import OmsetRecord
from tests.omset.imports.conftest import HEADINGS

pytestmark = pytest.mark.django_db
WITH_STATUS = f"{HEADINGS},Status"


def customers():
    return list(OmsetRecord.objects.order_by("pk").values_list("customer_id", flat=True))


def statuses():
    return list(OmsetRecord.objects.order_by("customer_id").values_list("status", flat=True))


def test_statuses_are_known_in_both_languages(bring):
    words = ["Disetujui", "approved", "MENUNGGU", "pending", "Ditolak", "declined"]
    lines = [f"2026-01-05,c{place},5,{word}" for place, word in enumerate(words)]
    assert bring(*lines, headings=WITH_STATUS)["rejected"] == 0
    assert statuses() == ["approved", "approved", "pending", "pending", "declined", "declined"]


def test_a_row_is_the_same_in_either_language(bring):
    bring("2026-01-05,a,5,Disetujui", headings=WITH_STATUS)
    assert bring("2026-01-05,a,5,approved", headings=WITH_STATUS)["unchanged"] == 1


@pytest.mark.parametrize("words", [("NDP", "RDP"), ("VIP", ""), ("Aktif", "Lunas")])
def test_a_status_column_without_a_status_is_left_out_with_a_word(bring, words):
    lines = [f"2026-01-05,c{place},5,{word}" for place, word in enumerate(words)]
    outcome = bring(*lines, headings=WITH_STATUS, status="pending")
    [left_out] = outcome["reading"]["left_out"]
    assert left_out.startswith("Status: holds no statuses")
    assert outcome["reading"]["not_used"] == ["Status"]
    assert outcome["inserted"] == 2
    assert statuses() == ["pending", "pending"]


@pytest.mark.parametrize("word", ["Batal", "gagal", "Cancelled", "Lunas"])
def test_a_word_that_is_no_status_rejects_its_row_where_others_are(bring, word):
    lines = ["2026-01-05,a,5,Disetujui", f"2026-01-05,b,5,{word}"]
    outcome = bring(*lines, headings=WITH_STATUS)
    assert [(error["row"], error["field"]) for error in outcome["errors"]] == [(3, "status")]
    assert customers() == ["a"]


def test_deposits_that_may_be_none_are_rejected_also_where_no_status_is(bring):
    outcome = bring("2026-01-05,a,5,Batal", "2026-01-05,b,5,Lunas", headings=WITH_STATUS)
    assert outcome["inserted"] == 0
    assert outcome["rejected"] == 2


def test_a_status_column_can_be_left_out_or_insisted_on(bring):
    lines = ["2026-01-05,a,5,Batal"]
    assert bring(*lines, headings=WITH_STATUS, columns="status=")["inserted"] == 1
    lines = ["2026-01-05,a,5,VIP"]
    assert bring(*lines, headings=WITH_STATUS, columns="status=Status")["rejected"] == 1


@pytest.mark.parametrize("heading", ["Nama", "nama pelanggan", "Name", "NAMA CUSTOMER"])
def test_a_name_is_a_customer(bring, heading):
    bring("2026-01-05,budi,5", headings=f"tgl,{heading},jumlah")
    assert customers() == ["budi"]


@pytest.mark.parametrize(
    "numbers", [["1", "2", "3"], ["101", "102", "103"], ["3", "2", "1"], ["1", "2", "5"], ["1"]]
)
def test_an_id_that_counts_the_rows_does_not_beat_a_name(bring, numbers):
    lines = [f"{number},2026-01-05,c{number},5" for number in numbers]
    reading = bring(*lines, headings="ID,tgl,Nama,jumlah")["reading"]
    assert customers() == [f"c{number}" for number in numbers]
    assert reading["left_out"] == ["ID: counts the rows"]
    assert reading["columns"]["customer_id"] == "Nama"


@pytest.mark.parametrize(
    "numbers", [["00042", "00042"], ["8123", "9977", "8123"], ["budi1", "budi2"], ["7", "7", "9"]]
)
def test_an_id_that_names_customers_does(bring, numbers):
    lines = [f"{number},2026-01-05,x,5" for number in numbers]
    assert bring(*lines, headings="ID,tgl,Nama,jumlah")["reading"]["left_out"] == []
    assert customers() == numbers


def test_an_id_that_counts_the_rows_is_nobody_unless_it_is_named(bring):
    lines = ["1,2026-01-05,5", "2,2026-01-05,5"]
    reason = "no column for customer_id; .* ID: counts the rows: if it is meant all the same"
    with pytest.raises(CommandError, match=reason):
        bring(*lines, headings="ID,tgl,jumlah")
    assert bring(*lines, headings="ID,tgl,jumlah", columns="customer_id=ID")["inserted"] == 2


def test_titles_above_the_headings_are_shown_and_are_no_rows(bring):
    lines = ["Oktober 2026,,", ",,", HEADINGS, "2026-01-05,a,5"]
    outcome = bring(*lines, headings="LAPORAN DEPOSIT,,")
    assert outcome["read"] == 1
    assert outcome["inserted"] == 1
    assert outcome["reading"]["above"] == ["LAPORAN DEPOSIT", "Oktober 2026"]
    assert outcome["reading"]["heading_row"] == 4


def test_a_deposit_above_the_headings_is_refused(bring):
    with pytest.raises(CommandError, match=r"row 2 stands above the headings \(row 3\)"):
        bring("2026-01-05,a,5", HEADINGS, "2026-01-05,b,5", headings="Laporan")
    assert customers() == []


def test_headings_that_come_again_are_rejected_and_other_ones_refused(bring):
    outcome = bring("2026-01-05,a,5", HEADINGS, "2026-01-06,a,5")
    assert [error["row"] for error in outcome["errors"]] == [3]
    with pytest.raises(CommandError, match="row 3 has other headings than row 1"):
        bring("2026-01-07,a,5", "customer_id,date,nominal", "b,2026-01-06,5")


def test_one_heading_over_two_columns_is_refused_unless_one_of_them_is_empty(bring):
    headings = "tgl,nama,jumlah,JUMLAH"
    with pytest.raises(CommandError, match="two columns are called “JUMLAH”"):
        bring("2026-01-05,a,5,7", headings=headings)
    assert bring("2026-01-05,a,5,", headings=headings)["inserted"] == 1
