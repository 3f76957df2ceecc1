"""Why rows of a file of deposits were not taken is said in the language of whoever reads it."""

import csv
import io

import pytest

from omset.models import DepositImport
from tests.omset.views.test_imports import act, client, page, send, work

pytestmark = pytest.mark.django_db
__all__ = ["client", "send"]
# A reason for each way in which one is made: of the row, a cell, a date, an amount, a status.
LINES = (
    b"tgl,nama,jumlah,status\n2026-01-05,budi01,100000,\n2026-01-06,,5,\n31/31/2026,siti,5,\n"
    b"2026-01-07,siti,100.000,\n2026-01-08,siti,5,batal\n"
)
WORDS = {
    "en": (
        "The customer is missing.",
        "“31/31/2026” is not a date",
        "“100.000” can be read in two ways",
        "“batal” is not a status",
    ),
    "id": (
        "Customer belum diisi.",
        "“31/31/2026” bukan tanggal",
        "“100.000” bisa berarti dua hal",
        "“batal” bukan status",
    ),
}


@pytest.fixture(params=["en", "id"])
def sent_in(request, client, admin):
    """The language of who sends the file, which the worker has as well."""
    speak(admin, request.param)
    return request.param


def speak(person, language):
    person.language = language
    person.save()


def rejected_rows(client, wanted):
    answer = client.get(f"/omset/import/{wanted.pk}/rejects/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_reasons_are_in_the_language_of_whoever_reads_them(sent_in, client, send, admin):
    wanted = send(LINES)
    work()
    first_rows = {language: said(client, wanted, admin, language) for language in WORDS}
    act(client, wanted, "confirm")
    work()
    for language, words in WORDS.items():
        assert words[0] in first_rows[language]
        shown = said(client, wanted, admin, language)
        assert [each for each in words if each not in shown] == []
        rows = rejected_rows(client, wanted)
        assert [row[0] for row in rows] == ["row", "3", "4", "5", "6"]
        for row, reason in zip(rows[1:], words, strict=True):
            assert reason in row[2]
        assert rows[1][3:] == ["2026-01-06", "", "5", ""]


def said(client, wanted, reader, language):
    """The page as somebody with that language reads it."""
    speak(reader, language)
    return page(client, wanted).text


def test_reasons_that_were_kept_in_words_are_still_said(client, send):
    wanted = send(LINES)
    work()
    act(client, wanted, "confirm")
    work()
    wanted.refresh_from_db()
    wanted.outcome["errors"] = [{"row": 3, "field": "row", "reason": "Barisnya rusak."}]
    DepositImport.objects.filter(pk=wanted.pk).update(outcome=wanted.outcome)
    assert "Barisnya rusak." in page(client, wanted).text
