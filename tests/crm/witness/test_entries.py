"""What is written when, in both places, and what the file does by itself (LW-1, LW-2, LW-6)."""

import json

import pytest
from django.utils import timezone

from crm.audit.chain.roots import make_root
from crm.witness import looking, verbs, watching
from crm.witness.comparison import chain
from crm.witness.models import PulseLease, WitnessAlarm, WitnessEntry
from crm.witness.rules.entries import entry_of
from crm.witness.rules.verdicts import Verdict
from tests.crm.witness.conftest import file_of
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit

pytestmark = pytest.mark.django_db


def entries_in(folder):
    return [entry_of(line) for line in file_of(folder).read_text().splitlines()]


def test_an_import_is_an_entry_in_database_and_file(folder, imported):
    batch = json.loads(imported(3))["batch"]
    [entry] = entries_in(folder)
    assert entry.reason == "deposits imported"
    assert entry.counts["deposits"] == 3
    assert entry.counts["events"] > 0
    [named] = entry.batches
    assert named["kind"] == "deposits"
    assert named["key"] == batch
    assert named["rows"] == 3
    assert chain.last_entry() == entry


def test_entries_hang_on_one_another(folder, imported):
    imported(1)
    verbs.pulse()
    verbs.witness("night")
    first, second, third = entries_in(folder)
    assert second.before == first.hash
    assert third.before == second.hash


def test_a_pulse_names_no_batches_and_the_last_entry_that_was_counted(folder, imported):
    imported(1)
    pulse = verbs.pulse()
    assert pulse.batches == []
    assert pulse.counted == 1


def test_one_process_writes_the_pulse_of_a_minute(folder):
    watching.look_after()
    watching.look_after()
    assert WitnessEntry.objects.count() == 1


def test_the_pulse_is_due_again_when_the_lease_is_over(folder):
    watching.look_after()
    PulseLease.objects.update(until=timezone.now())
    watching.look_after()
    assert WitnessEntry.objects.count() == 2


def test_without_a_folder_there_is_no_pulse(settings):
    settings.WITNESS_DIR = ""
    watching.look_after()
    assert WitnessEntry.objects.count() == 0
    assert looking.look().verdict == Verdict.OFF


def test_case_207_a_file_that_was_deleted_begins_anew_without_an_alarm(folder, imported):
    imported(1)
    verbs.pulse()
    file_of(folder).unlink()
    assert looking.look().verdict == Verdict.BEGINS
    assert [entry.number for entry in entries_in(folder)] == [2]
    assert looking.look().verdict == Verdict.GOOD
    assert not WitnessAlarm.objects.exists()


def test_case_208_the_file_of_a_host_that_was_off_catches_up(folder, tmp_path, settings, imported):
    imported(1)
    settings.WITNESS_DIR = str(tmp_path / "other")
    looking.look()
    settings.WITNESS_DIR = str(folder)
    for _day in range(3):
        verbs.pulse()
    settings.WITNESS_DIR = str(tmp_path / "other")
    assert looking.look().verdict == Verdict.FILE_BEHIND
    assert entries_in(tmp_path / "other") == entries_in(folder)
    assert looking.look().verdict == Verdict.GOOD
    assert not WitnessAlarm.objects.exists()


def test_a_line_that_a_power_cut_has_torn_is_gone_on_with(folder, imported):
    imported(1)
    verbs.pulse()
    path = file_of(folder)
    whole = path.read_text()
    path.write_text(whole[:-40])
    assert looking.look().verdict == Verdict.FILE_BEHIND
    assert path.read_text() == whole


def test_a_folder_that_cannot_be_used_stops_no_import(folder, imported):
    folder.write_text("no folder")
    assert json.loads(imported(2))["inserted"] == 2
    assert looking.look().verdict == Verdict.UNWRITABLE
    assert not WitnessAlarm.objects.exists()


def test_a_webhook_is_told_each_entry_and_its_failure_stops_nothing(
    settings, monkeypatch, folder, imported
):
    told = []
    settings.WITNESS_WEBHOOK = "https://witness.example/entry"

    def post(address, message, *, seconds):
        told.append((address, message["number"], message["counts"]["deposits"]))
        return "answered 500"

    monkeypatch.setattr("crm.web.webhooks.post", post)
    assert json.loads(imported(2))["inserted"] == 2
    assert told == [("https://witness.example/entry", 1, 2)]


def test_the_counts_are_of_every_app(folder, owner, product):
    make_deposit(owner, product)
    verbs.witness("night")
    counts = chain.last_entry().counts
    assert counts["deposits"] == 1
    assert {"events", "reservations", "leave", "member rows", "accounts"} <= set(counts)


def test_the_last_root_of_history_is_in_the_entry(folder):
    root = make_root()
    verbs.witness("night")
    assert chain.last_entry().roots["history"] == {"number": root.pk, "root": root.root}


def test_case_210_switched_off_loyalty_is_counted_as_before_and_nothing_is_missed(folder, settings):
    make_member(make_programme())
    verbs.witness("night")
    settings.LOYALTY = False
    verbs.witness("night")
    on, off = entries_in(folder)
    assert off.counts == on.counts
    assert off.counts["loyalty-members"] == 1
    assert looking.look(whole=True).verdict == Verdict.GOOD
    assert not WitnessAlarm.objects.exists()
