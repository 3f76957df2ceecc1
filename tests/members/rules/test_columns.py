"""What the names of columns say of their cells."""

import pytest

from members.models import DatabaseKind
from members.rules import columns
from members.rules.columns import hidden_columns, is_full_name, is_id_column, is_sensitive


@pytest.mark.parametrize(
    "column",
    [
        *("rekening", "No Rek", "no_rek", "noRek", "NOREK", "Bank 2", "bank2", "BANK"),
        *("account-no", "norekening", "NoRekening", "Nomor Rekening", "namarekening"),
    ],
)
def test_DB_10_a_whole_word_of_a_bank_account_is_sensitive(column):
    assert is_sensitive(column)


@pytest.mark.parametrize(
    "column", ["rekomendasi", "databank", "Bankir", "rekan", "accounting", "nama", ""]
)
def test_DB_10_a_part_of_a_word_is_not_sensitive(column):
    assert not is_sensitive(column)


@pytest.mark.parametrize("column", ["username", "User_Name", "USER ID", "userId", " member "])
def test_DB_3_a_column_of_ids_is_known_by_its_name(column):
    assert is_id_column(column)


@pytest.mark.parametrize("column", ["name", "nama", "member since", "userx", "account no"])
def test_DB_3_the_name_of_a_person_is_no_id(column):
    assert not is_id_column(column)


def test_DB_10_the_name_on_an_account_is_a_full_name():
    assert is_full_name("Nama Rekening")
    assert is_full_name("namarekening")
    assert not is_full_name("Rekening Nama Ibu")


COLUMNS = ["username", "nama rekening", "bank"]


@pytest.mark.parametrize(
    ("kind", "is_admin", "hidden"),
    [
        (DatabaseKind.NORMAL, True, set()),
        (DatabaseKind.NORMAL, False, {1, 2}),
        (DatabaseKind.BONANZA, True, {1, 2}),
        (DatabaseKind.BONANZA, False, {1, 2}),
        (DatabaseKind.WD, True, {2}),
        (DatabaseKind.WD, False, {1, 2}),
    ],
)
def test_DB_10_who_gets_which_column_masked(kind, is_admin, hidden):
    assert hidden_columns(COLUMNS, kind, is_admin=is_admin) == hidden


def test_the_kinds_are_those_that_are_stored():
    assert DatabaseKind.NORMAL.value == columns.NORMAL
    assert DatabaseKind.WD.value == columns.MEMBER_WD
