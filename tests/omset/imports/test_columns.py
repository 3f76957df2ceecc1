import pytest

from omset.imports.columns import (
    SPELLINGS,
    UnusableColumns,
    check_complete,
    columns_by_field,
    parse_choices,
    unused_headings,
)


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("date,customer_id,nominal,multiplier,note,staff,product,status", None),
        ("Tanggal,ID Pelanggan,Jumlah,Kelipatan,Keterangan,Nama Staff,Produk,Status", None),
        ("tgl,PELANGGAN,Deposit,depo_kelipatan,catatan,petugas,product,STATUS", None),
        ("record_date,username,AMOUNT,x,ket,sales,Produk, status ", None),
        ("Note,Nominal,Member,Tgl.", ["note", "nominal", "customer_id", "date"]),
    ],
)
def test_headings_are_known_in_english_and_indonesian(headings, fields):
    places = columns_by_field(headings.split(","), {})
    assert sorted(places, key=places.get) == (
        fields or [field for field in SPELLINGS if field != "omset_id"]
    )


def test_a_field_s_own_name_wins_over_a_synonym():
    places = columns_by_field(["id", "jumlah", "customer_id", "nominal", "date"], {})
    assert places["customer_id"] == 2
    assert places["nominal"] == 3


def test_a_chosen_heading_wins_and_is_not_used_twice():
    places = columns_by_field(["amount", "nominal", "date"], {"multiplier": "nominal"})
    assert places == {"multiplier": 1, "date": 2, "nominal": 0}


def test_what_no_field_needs_is_ignored():
    headings = ["date", "quantity", "", "nominal"]
    assert unused_headings(headings, columns_by_field(headings, {})) == ["quantity"]


def test_a_missing_column_is_named_with_those_that_are_there():
    places = columns_by_field(["tgl", "quantity"], {})
    with pytest.raises(UnusableColumns) as refused:
        check_complete(places, ["tgl", "quantity"], {"staff", "product"})
    expected = "no column for customer_id, nominal; the file has: tgl, quantity"
    assert str(refused.value) == expected


def test_a_chosen_heading_must_be_there():
    with pytest.raises(UnusableColumns, match="no column “Total”; the file has: a, b"):
        columns_by_field(["a", "b"], {"nominal": "Total"})


def test_choices_are_field_and_heading():
    assert parse_choices("date=Tgl, nominal = Jumlah Depo") == {
        "date": "Tgl",
        "nominal": "Jumlah Depo",
    }


@pytest.mark.parametrize("text", ["date", "when=Tgl", "date=", "nominal=", "=x"])
def test_other_choices_are_refused(text):
    with pytest.raises(UnusableColumns, match="is not FIELD=HEADING"):
        parse_choices(text)
