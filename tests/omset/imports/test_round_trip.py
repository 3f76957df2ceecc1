"""There and back: what the product itself has written comes in again and adds nothing.

The kind: a row that is in the ledger already and is taken for another.
"""

import csv
import io
import json
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from crm.mongo.rows import collection
from crm.staff.accounts import people
from crm.staff.models import User
from crm.web.files.exports import TypedText, _xlsx_text, harmless, protect, unprotect
from omset.ledger import entries, trash
from omset.models import OmsetRecord, Submission
from tests.make import make_admin, make_deposit, make_product
from tests.omset.imports.test_command import counts
from tests.omset.reference import drift
from tests.parsed import parsed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
EXPORT = "/omset/export/"
LISTS = (
    "/omset/?preset=all",
    "/omset/?preset=all&approval=pending",
    "/omset/?preset=all&approval=declined",
    "/omset/?preset=all&kind=NDP",
    "/omset/details/?preset=all",
    "/omset/summary/?preset=all",
    "/omset/summary/customers/?preset=all",
    "/bonuses/",
    "/bonuses/checks/?month=all",
)
# Ids that a spreadsheet, an earlier apostrophe or the import itself would make something else of.
DIFFICULT = [
    *("6281234567890123456", "00042", "6.28123E+12", "1-2", "3/4", "mar3", "TRUE", "1.500"),
    *("=1+1", "+62 811", "@budi", "-budi", "'=1+1", "''00042", "'0042", "n/a", "Total", "#N/A"),
    *("o'brien", "budi;=1", "budi;'=1", "29/11/2026", "กิน", "１２３", "x, “y”"),  # noqa: RUF001
]
NOTES = ["", "baris satu\nbaris dua", "'=1", "12345678901234567", "tambahan; =2", '21" TV']


@pytest.fixture
@remembered
def demo(db):
    call_command("demo", "--records=120", "--seed=3", "--json", stdout=io.StringIO())


def take(file, **options):
    """Import the file as it is and return the outcome."""
    out = io.StringIO()
    call_command("import_omset", str(file), json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def sent(response):
    """The bytes of a file, once all of it has arrived."""
    content = b"".join(response.streaming_content)
    response.close()
    return content


def links_of(client, page):
    """The addresses of the files that a page offers."""
    answer = client.get(page)
    links = [a["href"] for a in parsed(answer).all("a")] if answer.status_code == 200 else []
    return [link for link in links if urlsplit(link).path.endswith("/export/")]


def download(client, path, link, accept="en"):
    cache.clear()
    answer = client.get(link, headers={"accept-language": accept})
    name = answer["Content-Disposition"].partition('filename="')[2].rstrip('"')
    file = path / name
    file.write_bytes(sent(answer))
    return file


@pytest.mark.parametrize(("username", "language"), [("rina", "en"), ("andi", "id"), ("andi", "en")])
def test_every_export_of_the_demo_comes_back_and_adds_nothing(
    demo, client_of, tmp_path, username, language
):
    user = User.objects.get(username=username)
    people.edit_own_profile(user.pk, language=language)
    client, before, taken = client_of(user), OmsetRecord.objects.count(), 0
    for link in sorted({link for page in LISTS for link in links_of(client, page)}):
        file = download(client, tmp_path, link, language)
        if file.name.startswith("omset-records"):
            outcome = take(file, create_missing=True)
            assert outcome["inserted"] == 0
            assert outcome["rejected"] == 0
            assert outcome["differing"] == 0
            assert outcome["unchanged"] == outcome["read"]
            taken += outcome["read"]
        else:
            with pytest.raises(CommandError):
                take(file, staff="andi", product="Nusantara")
    assert taken > 2 * OmsetRecord.objects.visible_to(user).live().count()
    assert OmsetRecord.objects.count() == before
    assert User.objects.count() == len({*User.objects.values_list("name", flat=True)})
    assert drift() == []


@pytest.fixture
def ledger_of_difficult(db):
    boss, naga = make_admin("boss"), make_product("Naga")
    rina = User.objects.create_user("rina", name="+Rina Sari")
    for number, customer in enumerate(DIFFICULT):
        note = NOTES[number % len(NOTES)]
        make_deposit(rina, naga, customer, nominal="1234567.89", multiplier="1.5", note=note)
    return boss


def stored():
    names = ("_id", "staff_id", "product_id", "date", "customer_id", "customer_key", "nominal")
    names += ("multiplier", "total", "note", "status", "kind")
    return {row["_id"]: row for row in collection(OmsetRecord).find({}, names)}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_difficult_ids_come_back_as_they_were(ledger_of_difficult, client_of, tmp_path, form):
    link = f"{EXPORT}?preset=all&format={form}"
    file = download(client_of(ledger_of_difficult), tmp_path, link)
    before = stored()
    outcome = take(file)
    assert counts(outcome) == (len(DIFFICULT), 0, len(DIFFICULT), 0)
    assert outcome["differences"] == []
    # And into a ledger that has lost them.
    collection(OmsetRecord).delete_many({})
    collection(Submission).delete_many({})
    outcome = take(file)
    assert [error["reason"] for error in outcome["errors"]] == [
        "“#N/A” is an error of the spreadsheet."
    ]
    del before[next(pk for pk, row in before.items() if row["customer_id"] == "#N/A")]
    assert stored() == before
    assert counts(take(file))[1] == 0
    assert drift() == []


def test_no_spreadsheet_makes_a_number_or_a_day_of_an_id(ledger_of_difficult, client_of, tmp_path):
    file = download(client_of(ledger_of_difficult), tmp_path, f"{EXPORT}?preset=all&format=csv")
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    ids = {row[3] for row in rows}
    assert {"'6281234567890123456", "'00042", "'6.28123E+12", "'1-2", "'mar3", "'TRUE"} <= ids
    assert {"'=1+1", "''=1+1", "'''00042", "o'brien", "budi;'=1", "budi;''=1"} <= ids
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_workbook_has_ids_as_the_text_they_are(ledger_of_difficult, client_of, tmp_path):
    file = download(client_of(ledger_of_difficult), tmp_path, f"{EXPORT}?preset=all&format=xlsx")
    ids = {row[3] for row in CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()}
    assert {"6281234567890123456", "00042", "6.28123E+12", "1-2", "'=1+1"} <= ids


typed = st.text(alphabet="';\t\r\n \"=+-@0129eE./:jan,％＝a", max_size=12)  # noqa: RUF001


@given(typed | st.text(max_size=20))
def test_any_text_comes_back_from_a_file_as_it_was_typed(text):
    assert unprotect(protect(text)) == text
    assert unprotect(_xlsx_text(TypedText(text))) == text


@given(typed | st.text(max_size=20))
def test_what_is_protected_is_harmless(text):
    assert harmless(protect(text)) == protect(text)


def test_a_file_that_a_spreadsheet_saved_again_is_still_known(andi, naga, bring, tmp_path):
    record = make_deposit(andi, naga, "00042", "2026-01-05", 1_500_000, note="satu\ndua")
    with Workbook(tmp_path / "again.xlsx") as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["date", "customer_id", "nominal", "note", "omset_id"])
        cells = ["5/1/2026", "'00042", "1,500,000.00", "satu  \n dua", str(record.pk)]
        page.write_row(1, 0, cells)
    outcome = bring(name="again.xlsx")
    assert counts(outcome) == (1, 0, 1, 0)
    assert outcome["differing"] == 0


def test_what_was_corrected_since_or_in_the_file_changes_nothing_and_is_named(
    andi, naga, bring, client_of, tmp_path, capsys
):
    _kept, edited, moved = (make_deposit(andi, naga, name, "2026-01-05") for name in "abc")
    file = download(client_of(andi), tmp_path, f"{EXPORT}?preset=all&format=csv")
    entries.edit(
        edited.pk, entries.Entry(edited.date, "b", Decimal(5), note="n"), by=andi, version=1
    )
    text = file.read_text("utf-8-sig").splitlines()
    at = next(at for at, line in enumerate(text) if str(moved.pk) in line)
    text[at] = text[at].replace("2026-01-05", "2026-01-06")
    before = stored()
    outcome = bring(*text[1:], headings=text[0], name="corrected.csv")
    assert counts(outcome) == (3, 0, 3, 0)
    assert outcome["differing"] == 2
    fields = sorted(difference["fields"] for difference in outcome["differences"])
    assert fields == [["date"], ["nominal", "note"]]
    assert stored() == before
    call_command("import_omset", str(tmp_path / "corrected.csv"))
    printed = capsys.readouterr().out
    assert "3 rows read: 0 inserted, 3 unchanged, 0 rejected" in printed
    assert "2 rows say something else than their deposits do in the ledger" in printed


def test_what_is_in_the_trash_or_removed_for_good_does_not_come_back(
    andi, naga, bring, client_of, tmp_path
):
    trashed, purged = (make_deposit(andi, naga, name, "2026-01-05") for name in "ab")
    file = download(client_of(andi), tmp_path, f"{EXPORT}?preset=all&format=csv")
    boss = make_admin()
    for record in (trashed, purged):
        trash.delete(record.pk, by=andi)
    trash.purge(purged.pk, by=boss)
    outcome = take(file)
    assert counts(outcome) == (2, 0, 1, 1)
    assert outcome["errors"][0]["reason"] == "This deposit was removed for good."
    assert OmsetRecord.objects.live().count() == 0


def test_two_new_rows_of_one_id_are_not_one_deposit(bring):
    pk = "6" * 24
    lines = [f"2026-01-05,a,5,{pk}", f"2026-01-06,b,6,{pk}", "2026-01-07,c,7,", "2026-01-08,d,8,1"]
    outcome = bring(*lines, headings="date,customer_id,nominal,omset_id")
    assert counts(outcome) == (4, 2, 0, 2)
    assert [error["row"] for error in outcome["errors"]] == [3, 5]
    assert "names the same deposit" in outcome["errors"][0]["reason"]
    assert "is not the id of a deposit" in outcome["errors"][1]["reason"]


@pytest.mark.parametrize("name", ["Andi Pratama", " andi  PRATAMA", "\uff21ndi Pratama"])
@pytest.mark.parametrize("create_missing", [False, True])
def test_no_second_account_is_opened_for_who_bears_the_name(bring, name, create_missing):
    before = User.objects.count()
    outcome = bring(
        f"2026-01-05,a,5,{name}",
        headings="date,customer_id,nominal,staff",
        create_missing=create_missing,
    )
    assert counts(outcome) == (1, 0, 0, 1)
    assert "the account “Andi”" in outcome["errors"][0]["reason"]
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "headings",
    ["date,records,forms,ndp,rdp,total", "staff,kind,customer_id,product,records,total,dates"],
)
def test_a_file_of_sums_is_refused_by_name(bring, headings):
    with pytest.raises(CommandError, match="file of sums, which holds no deposits"):
        bring("2026-01-05,1,1,1,1,5,", headings=headings)


def test_the_file_of_rejected_rows_can_be_corrected_in_a_spreadsheet(bring):
    lines = ["2026-01-05,'00042,0", "2026-01-05,6281234567890123,0"]
    with open(bring(*lines)["errors_file"], encoding="utf-8-sig", newline="") as file:
        ids = [row[4] for row in csv.reader(file)]
    assert ids == ["customer_id", "'00042", "'6281234567890123"]
