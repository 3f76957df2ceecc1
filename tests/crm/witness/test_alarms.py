"""What follows from a contradiction: the alarm, what it refuses, and its end (LW-2 to LW-5)."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from pymongo.errors import NotPrimaryError

from crm.audit.models import Event
from crm.mongo.rows import collection
from crm.notifications.models import Notification
from crm.registry.runs.witnessed import BATCHES
from crm.witness import looking, verbs
from crm.witness.comparison import chain
from crm.witness.models import WitnessAlarm, WitnessEntry
from crm.witness.reads import sentence
from crm.witness.rules.verdicts import Judgement, Verdict
from crm.witness.verifying import verify
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.crm.witness.conftest import file_of
from tests.make import make_deposit, make_master
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
PAGE, ACCEPT = "/status/witness/", "/status/witness/accept/"


def run(*arguments):
    """Exit code, what the command printed."""
    out, code = io.StringIO(), 0
    try:
        call_command("witness", *arguments, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


def fall_back(number):
    """As if the database had been put back to when entry `number` was its last."""
    collection(WitnessEntry).delete_many({"_id": {"$gt": number}})


def change_in_file(folder, line, before, after):
    lines = file_of(folder).read_text().splitlines(keepends=True)
    lines[line] = lines[line].replace(before, after, 1)
    file_of(folder).write_text("".join(lines))


@pytest.fixture
def fallen(folder, admin, imported):
    """Two pulses are lost."""
    imported(2)
    verbs.pulse()
    verbs.pulse()
    fall_back(1)
    return looking.look()


@pytest.fixture
def master(db):
    return make_master("master")


def banner(client, url="/"):
    return [alarm.text for alarm in parsed(client.get(url)).all(id="witness-alarm")]


def test_the_verdict_names_the_entry_that_the_database_is_at(fallen):
    assert fallen == Judgement(Verdict.FELL_BACK, 1)


def test_the_alarm_is_raised_once_however_often_it_is_looked_at(fallen):
    looking.look()
    assert WitnessAlarm.objects.count() == 1


def test_every_admin_is_notified_and_history_has_it(fallen, admin, owner):
    [told] = Notification.objects.all()
    assert told.user_id == admin.pk
    assert told.url == PAGE
    assert Event.objects.filter(verb="raise alarm").count() == 1


def test_every_page_of_admins_says_it_and_no_page_of_staff(fallen, client_of, admin, owner):
    text = sentence(WitnessAlarm.objects.get())
    [said] = banner(client_of(admin))
    assert text in said
    assert text in banner(client_of(admin), "/omset/")[0]
    assert banner(client_of(owner)) == []


def test_an_admin_who_may_not_open_the_status_has_no_way_there(fallen, client_of, admin):
    admin.blocked_pages = ["status"]
    admin.save()
    page = parsed(client_of(admin).get("/"))
    assert "database is as of" in page.one(id="witness-alarm").text
    assert PAGE not in [link["href"] for link in page.all("a")]


def test_nothing_is_written_on_while_an_alarm_is_open(fallen):
    assert verbs.pulse() is None
    verbs.witness("night")
    assert WitnessEntry.objects.count() == 1


def test_an_import_by_command_is_refused_in_one_line(fallen, imported):
    with pytest.raises(CommandError, match="The database is as of") as refused:
        imported(1, "second")
    assert refused.value.returncode == 2
    assert OmsetRecord.objects.count() == 2


def test_a_ready_host_stays_ready_unless_it_is_to_be_blocked(fallen, client, settings):
    assert client.get("/readyz").status_code == 200
    settings.WITNESS_BLOCKS = True
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "reason": "witness"}


def test_a_probe_looks(folder, client, admin, imported):
    imported(1)
    verbs.pulse()
    fall_back(1)
    client.get("/readyz")
    assert WitnessAlarm.objects.get().verdict == Verdict.FELL_BACK


def test_the_command_says_it_and_ends_with_1(fallen):
    code, output = run()
    assert code == 1
    assert output.startswith("The database is as of ")


def test_a_script_reads_it(fallen):
    code, output = run("--json")
    said = json.loads(output)
    assert code == 1
    assert said["verdict"] == "fell back"
    assert said["alarm"]["entry"] == 1
    assert not said["well"]


def test_the_status_is_red(fallen, client_of, admin):
    section = parsed(client_of(admin).get("/status/")).one(id="witness")
    assert "The database is as of" in section.text
    said = client_of(admin).get("/status/?format=json").json()["witness"]
    assert said["verdict"] == "fell back"


def test_the_status_names_the_last_batch_of_each_kind(folder, client_of, admin, imported):
    imported(2)
    batch = json.loads(imported(3, "second"))["batch"]
    said = client_of(admin).get("/status/?format=json").json()["witness"]
    assert [(each["key"], each["rows"]) for each in said["batches"]] == [(batch, 3)]
    assert said["last"]["number"] == 2


def test_a_master_admin_accepts_it_on_the_page(fallen, folder, client_of, master, imported):
    client = client_of(master)
    assert client.post(ACCEPT, {"reason": "backup of Sunday"}).status_code == 302
    entry = chain.last_entry()
    assert entry.number == 4
    assert entry.accepts["by"] == "master"
    assert entry.accepts["given_up"]["first"] == 2
    assert entry.accepts["given_up"]["last"] == 3
    assert looking.look(whole=True) == Judgement(Verdict.GOOD, 4)
    assert banner(client) == []
    event = Event.objects.get(verb="accept loss")
    assert event.actor_name == "master"
    assert event.reason == "backup of Sunday"
    assert json.loads(imported(1, "second"))["inserted"] == 1


def test_an_admin_sees_the_page_and_no_form(fallen, client_of, admin):
    page = parsed(client_of(admin).get(PAGE))
    assert ACCEPT not in [form.get("action") for form in page.all("form")]
    assert client_of(admin).post(ACCEPT, {"reason": "x"}).status_code == 403
    assert WitnessAlarm.objects.get().is_open


def test_accepting_needs_a_reason(fallen, client_of, master):
    assert client_of(master).post(ACCEPT, {"reason": " "}).status_code == 422
    assert WitnessAlarm.objects.get().is_open


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_the_command_needs_one_too(fallen, reason):
    with pytest.raises(CommandError) as refused:
        run("--accept", reason)
    assert refused.value.returncode == 2


def test_the_command_accepts_as_the_system(fallen):
    code, output = run("--accept", "drill of the restore")
    assert code == 0
    assert output.startswith("Good")
    assert Event.objects.get(verb="accept loss").actor_name == "system"


def test_without_an_alarm_there_is_nothing_to_accept(folder, client_of, master):
    with pytest.raises(CommandError) as refused:
        run("--accept", "why not")
    assert refused.value.returncode == 2
    assert client_of(master).post(ACCEPT, {"reason": "x"}).status_code == 409


def test_a_host_that_was_off_while_a_loss_was_accepted_goes_on(
    folder, tmp_path, settings, admin, imported
):
    imported(1)
    verbs.pulse()
    settings.WITNESS_DIR = str(tmp_path / "other")
    looking.look()
    settings.WITNESS_DIR = str(folder)
    verbs.pulse()
    fall_back(1)
    looking.look()
    verbs.accept("a drill", by=None)
    settings.WITNESS_DIR = str(tmp_path / "other")
    assert looking.look().verdict == Verdict.FILE_BEHIND
    assert looking.look(whole=True).verdict == Verdict.GOOD
    assert WitnessAlarm.objects.count() == 1


def test_another_history_of_the_same_length_is_named_from_where_it_differs(folder, imported):
    imported(1)
    verbs.pulse()
    verbs.pulse()
    aside = file_of(folder).rename(folder / "aside")
    fall_back(1)
    verbs.pulse()
    verbs.pulse()
    aside.rename(file_of(folder))
    looking.look()
    alarm = WitnessAlarm.objects.get()
    assert alarm.verdict == Verdict.DIFFERS
    assert alarm.entry == 2
    verbs.accept("two histories", by=None)
    assert looking.look(whole=True).verdict == Verdict.GOOD


def test_an_entry_that_was_changed_in_the_database_is_another_history(folder, imported):
    imported(3)
    row = collection(WitnessEntry).find_one({"_id": 1})
    line = row["line"].replace('"deposits":3', '"deposits":8')
    collection(WitnessEntry).update_one({"_id": 1}, {"$set": {"line": line}})
    assert looking.look() == Judgement(Verdict.DIFFERS, 1)
    verbs.accept("it was me", by=None)
    assert looking.look(whole=True).verdict == Verdict.GOOD


@pytest.mark.parametrize("whole", [False, True])
def test_case_207_one_digit_in_the_file_is_damage_from_that_entry_on(folder, imported, whole):
    imported(3)
    verbs.pulse()
    verbs.pulse()
    change_in_file(folder, 1, '"deposits":3', '"deposits":8')
    assert looking.look(whole=whole) == Judgement(Verdict.DAMAGED, 2)
    assert "is damaged from entry 2 on" in sentence(WitnessAlarm.objects.get())


def test_a_damaged_file_is_kept_and_a_new_one_begins_once_it_is_accepted(folder, imported):
    imported(3)
    verbs.pulse()
    change_in_file(folder, 0, '"deposits":3', '"deposits":8')
    looking.look()
    verbs.accept("a bad disk", by=None)
    assert looking.look(whole=True).verdict == Verdict.GOOD
    assert len(list(folder.glob("*.witness.*"))) == 1
    assert WitnessAlarm.objects.count() == 1


def test_events_that_are_deleted_by_hand_are_missed_within_a_look(folder, imported):
    imported(3)
    gone = Event.objects.count()
    collection(Event).delete_one({"verb": "import"})
    assert looking.look().verdict == Verdict.ROWS_GONE
    assert WitnessAlarm.objects.get().counts == [["events", gone, gone - 1]]
    verbs.accept("they were a test", by=None)
    assert looking.look().verdict == Verdict.GOOD


def test_case_206_deposits_deleted_by_hand_are_named_by_the_night(folder, imported):
    batch = json.loads(imported(5))["batch"]
    for record in OmsetRecord.objects.all()[:2]:
        collection(OmsetRecord).delete_one({"_id": record.pk})
    assert looking.look().verdict == Verdict.GOOD
    verify(in_full=False)
    [lost] = WitnessAlarm.objects.get().batches
    assert lost == {"kind": "deposits", "key": batch, "rows": 5, "now": 3}
    verbs.accept("they were a test", by=None)
    assert verify(in_full=True).judgement.verdict == Verdict.GOOD


def test_case_206_what_is_purged_is_not_missed(folder, imported, admin):
    imported(5)
    record = OmsetRecord.objects.first()
    trash.delete(record.pk, by=admin)
    trash.purge(record.pk, by=admin)
    assert verify(in_full=True).judgement.verdict == Verdict.GOOD


def test_of_a_batch_that_was_taken_back_as_a_whole_nothing_is_missed(folder, imported, monkeypatch):
    imported(5)
    taken_back = BATCHES["deposits"]._replace(count_rows=lambda key: None)
    monkeypatch.setitem(BATCHES, "deposits", taken_back)
    collection(OmsetRecord).delete_many({})
    assert verify(in_full=True).judgement.verdict == Verdict.GOOD


def test_other_rows_in_the_place_of_a_batch_are_found_in_full(folder, imported, owner, product):
    batch = json.loads(imported(2))["batch"]
    other = make_deposit(owner, product, "other")
    record = OmsetRecord.objects.filter(batch=batch).first()
    collection(OmsetRecord).delete_one({"_id": record.pk})
    collection(OmsetRecord).update_one({"_id": other.pk}, {"$set": {"batch": batch}})
    assert verify(in_full=False).judgement.verdict == Verdict.GOOD
    code, output = run("--verify")
    assert code == 1
    assert "its 2 rows are others than they were" in output


def test_case_208_an_outage_is_no_fallback(folder, imported, monkeypatch):
    imported(1)
    verbs.pulse()
    fall_back(1)

    def no_primary():
        raise NotPrimaryError("an election")

    monkeypatch.setattr(chain, "make_sure_of_the_primary", no_primary)
    assert looking.look().verdict == Verdict.UNAVAILABLE
    assert not WitnessAlarm.objects.exists()


def test_the_sentence_is_indonesian_too(fallen):
    with translation.override("id"):
        assert sentence(WitnessAlarm.objects.get()).startswith("Database berada pada keadaan")
