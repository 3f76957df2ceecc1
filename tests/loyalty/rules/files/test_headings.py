"""Columns by their headings (LI-1), and those that are not kept (LM-7)."""

import pytest

from loyalty.rules.files.datasets import Dataset
from loyalty.rules.files.headings import WrongHeadings, column_plan, likeliest
from loyalty.sample.registry import OTHER_COLUMNS

REGISTRY = ("card_number", "cognome", "nome", "e_mail", "prog_spesa", *OTHER_COLUMNS)
SALES = (
    *("CODICE_CLIENTE", "BARCODE", "REPARTO", "MESE", "TOT_IMPORTO", "TOT_QNT", "TOT_BOLLINI"),
    *("TIPO_PROMOZ", "NUMERO_PROMOZ"),
)
RECEIPTS = ("CODICE_CLIENTE", "DITTA", "DATA_SCONTRINO", "ORA_SCONTRINO", "IMPORTO_SCONTRINO")


def test_the_columns_of_the_tills_are_known():
    plan = column_plan(SALES, Dataset.SALES)
    assert plan.fields["article"] == "BARCODE"
    assert plan.unused == ()
    assert column_plan(RECEIPTS, Dataset.RECEIPTS).fields["store"] == "DITTA"


def test_case_111_columns_of_family_pets_and_health_are_not_kept_LM_7():
    plan = column_plan(REGISTRY, Dataset.REGISTRY)
    assert plan.not_kept == OTHER_COLUMNS[:-2]
    assert plan.unused == ("fattura", "ragione_sociale")


@pytest.mark.parametrize(
    ("headings", "field", "heading"),
    [
        (("Nomor Kartu", "Nama", "Tgl. Lahir"), "birth_date", "Tgl. Lahir"),
        (("Card no.", "First name"), "name", "First name"),
        (("card_number", "email"), "email", "email"),
        (("card_number", "e_mail", "email"), "email", "e_mail"),
    ],
)
def test_synonyms_in_english_and_indonesian_are_known(headings, field, heading):
    assert column_plan(headings, Dataset.REGISTRY).fields[field] == heading


def test_a_column_is_named_by_hand_or_left_out():
    chosen = {"card": "KOLOM 7", "name": ""}
    fields = column_plan(("Kolom-7", "nome", "cognome"), Dataset.REGISTRY, chosen).fields
    assert fields == {"card": "Kolom-7", "surname": "cognome"}


@pytest.mark.parametrize("chosen", [{"card": "nope"}, {"nope": "nome"}])
def test_case_201_a_column_that_is_not_there_is_named(chosen):
    with pytest.raises(WrongHeadings, match="nope"):
        column_plan(REGISTRY, Dataset.REGISTRY, chosen)


@pytest.mark.parametrize(
    ("headings", "dataset"),
    [
        (REGISTRY, Dataset.SALES),
        (SALES, Dataset.REGISTRY),
        (RECEIPTS, Dataset.REGISTRY),
        (RECEIPTS, Dataset.SALES),
        (("x", "y"), Dataset.RECEIPTS),
    ],
)
def test_case_201_a_file_of_another_sort_is_refused(headings, dataset):
    with pytest.raises(WrongHeadings):
        column_plan(headings, dataset)


def test_each_dataset_is_told_from_the_others():
    assert likeliest(REGISTRY) == Dataset.REGISTRY
    assert likeliest(SALES) == Dataset.SALES
    assert likeliest(RECEIPTS) == Dataset.RECEIPTS
    assert likeliest(("x",)) is None
