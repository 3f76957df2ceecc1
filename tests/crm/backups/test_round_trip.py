"""OP-1 to OP-3: what is restored is what was there at one moment, or it is refused by name."""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from dataclasses import replace
from urllib.parse import urlsplit

import bson
import pytest
from django.core.management import call_command
from django.db import connection

from crm.backups import folders
from crm.backups.making import MomentLost, backup, documents_in_order
from crm.backups.restoring.files import whole_manifest
from crm.backups.restoring.loading import load
from crm.backups.restoring.proving import prove_documents, prove_facts
from crm.backups.restoring.steps import Refused
from crm.backups.streams import Content, Damaged, Documents
from crm.jobs.pause import current_pause
from crm.mongo.bulk_loads import PARAMETER
from tests.crm.jobs.conftest import wait_for
from tests.environment import CHECKOUT

pytestmark = pytest.mark.django_db
DEPOSITS = "omset_omsetrecord"


def contents():
    """Documents and hash of each collection of the database that this process works in."""
    said = {}
    for name in connection.database.list_collection_names():
        content = Content()
        for batch in documents_in_order(name):
            content.add(batch)
        said[name] = content.documents, content.sha256
    return said


def uri_of_the_test():
    parts = urlsplit(os.environ["MONGODB_URI"])
    return parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_what_is_restored_is_what_was_there(made, restored):
    before, indexes = contents(), connection.database[DEPOSITS].index_information()
    steps = restored(made.folder)
    assert [step.line for step in steps if not step.well] == []
    after = contents()
    written_since = {"jobs_deliverypause", "omset_reconciliation", *made.manifest.left_out}
    assert {name for name in after if after[name] != before.get(name)} <= written_since
    assert after.keys() == before.keys()
    assert after[DEPOSITS][0] == 3
    assert connection.database[DEPOSITS].index_information() == indexes
    # Nothing leaves it until somebody says so.
    assert made.manifest.moment in current_pause().reason
    call_command("deliveries", "--resume")
    assert current_pause() is None


def test_sessions_are_in_no_backup(made, client_of, admin, tmp_path):
    client_of(admin)
    later = backup(tmp_path / "later")
    assert later.manifest.collections["staff_session"].documents == 0
    assert "staff_session" in later.manifest.left_out


def test_the_manifest_says_what_apps_say_of_the_moment(made):
    facts = made.manifest.facts
    [(month, fingerprint)] = facts["ledger"].items()
    assert len(month) == 7
    assert len(fingerprint) == 64
    assert facts["history"]["chains"] > 0


def test_a_flipped_byte_is_named_before_anything_is_written(made, restored):
    flip(made.folder / "omset_omsetrecord.bson.gz")
    with pytest.raises(Refused, match=r"omset_omsetrecord\.bson\.gz is not as it was written"):
        restored(made.folder)
    assert connection.database.list_collection_names() == []


def test_a_flipped_byte_of_the_manifest_is_found(made, restored):
    path = made.folder / folders.MANIFEST
    path.write_text(path.read_text().replace('"documents": 3', '"documents": 4', 1))
    with pytest.raises(Refused, match="seal does not fit"):
        restored(made.folder)


def test_a_file_that_is_gone_is_named(made, restored):
    (made.folder / "staff_user.bson.gz").unlink()
    with pytest.raises(Refused, match=r"staff_user\.bson\.gz cannot be read"):
        restored(made.folder)


def test_while_it_is_loaded_no_host_is_ready(made, beside):
    """Other documents than were written end it at once; the applied migrations come last."""
    first = "audit_chainbeginning"
    other = replace(made.manifest.collections[first], content="0" * 64)
    manifest = replace(made.manifest, collections=made.manifest.collections | {first: other})
    database = beside()
    with pytest.raises(Damaged, match=rf"{first}\.bson\.gz holds other documents"):
        load(made.folder, manifest, None)
    assert database["django_migrations"].count_documents({}) == 0


def test_a_file_that_ends_in_the_middle_is_damaged(made):
    data = (made.folder / f"{DEPOSITS}.bson.gz").read_bytes()
    sink = Documents(lambda _documents: None, at_once=1_000)
    sink.write(data[:-20])
    with pytest.raises(Damaged, match="ends in the middle"):
        sink.end()


def test_a_moment_that_the_server_has_forgotten_is_said(made, tmp_path, monkeypatch):
    """The window is one second here; nothing is left of the backup."""
    set_parameter = connection.connection.admin.command
    before = set_parameter("getParameter", 1, **{PARAMETER: 1})[PARAMETER]
    monkeypatch.setattr("crm.backups.making.long_read", nullcontext)
    set_parameter("setParameter", 1, **{PARAMETER: 0})
    try:
        with pytest.raises(MomentLost, match=PARAMETER):
            backup(tmp_path / "late", progress=_let_time_pass)
    finally:
        set_parameter("setParameter", 1, **{PARAMETER: before})
    assert folders.backups_in(tmp_path / "late") == []


def _let_time_pass(name):
    """Only what is committed moves the oldest moment that the server remembers."""
    if name.startswith("audit"):
        connection.database[DEPOSITS].update_many({}, {"$inc": {"version": 1}})
        time.sleep(0.3)


def test_another_release_is_refused_without_migrate(made, restored, settings):
    settings.RELEASE = "2.0"
    with pytest.raises(Refused, match="give --migrate"):
        restored(made.folder)


def test_a_newer_release_is_refused_with_migrate_too(made, restored):
    newer = replace(made.manifest, migrations=[*made.manifest.migrations, "omset.9999_later"])
    (made.folder / folders.MANIFEST).unlink()
    folders.write_manifest(made.folder, newer)
    with pytest.raises(Refused, match=r"newer release: omset\.9999_later"):
        restored(made.folder, migrates=True)


def test_an_older_release_is_taken_with_migrate(made, restored, settings):
    settings.RELEASE = "2.0"
    steps = restored(made.folder, migrates=True)
    assert "migrated" in [step.name for step in steps]
    assert all(step.well for step in steps)


def test_a_database_that_is_not_empty_is_refused(made):
    with pytest.raises(SystemExit):
        call_command("restore", "--from", str(made.folder), "--json")


def test_what_was_not_finished_is_not_taken(made, restored):
    unfinished = made.folder.with_name(f"{folders.UNFINISHED}x")
    made.folder.rename(unfinished)
    with pytest.raises(Refused, match="was not finished"):
        restored(unfinished)


def test_the_next_backup_removes_what_a_killed_one_left(made):
    left = made.folder.with_name(f"{folders.UNFINISHED}x")
    left.mkdir()
    backup(made.folder.parent)
    assert not left.exists()


def test_a_changed_deposit_is_found_in_the_ledger_of_its_month(made):
    connection.database[DEPOSITS].update_one({}, {"$inc": {"version": 1}})
    wrong = [
        step.name
        for step in [*prove_documents(made.manifest), *prove_facts(made.manifest)]
        if not step.well
    ]
    assert wrong == ["documents", "ledger"]


def test_a_killed_backup_leaves_nothing_that_is_taken(tmp_path, written_by_others):
    command = [sys.executable, "manage.py", "backup", "--to", str(tmp_path)]
    process = subprocess.Popen(
        command, cwd=CHECKOUT, env=os.environ | {"MONGODB_URI": uri_of_the_test()}
    )
    wait_for(lambda: any(tmp_path.glob(f"{folders.UNFINISHED}*/b*")))
    process.kill()
    process.wait()
    assert folders.backups_in(tmp_path) == []
    [unfinished] = tmp_path.glob(f"{folders.UNFINISHED}*")
    with pytest.raises(Refused, match="was not finished"):
        whole_manifest(unfinished)


def test_writes_meanwhile_do_not_tear_it(tmp_path, torn):
    """What moves from one collection to the other moves in one transaction: their sum stays."""
    moved, ends = [], threading.Event()
    mover = threading.Thread(target=move_until, args=[ends, moved, torn])
    mover.start()
    try:
        made = backup(tmp_path, progress=lambda _name: wait_for_more(moved))
    finally:
        ends.set()
        mover.join()
    assert sum(amounts_of(made, "a_torn")) + sum(amounts_of(made, "z_torn")) == 4_000
    assert sum(amounts_of(made, "z_torn")) < 2_000 + len(moved)


@pytest.fixture
def torn(db):
    """Two collections, the first and the last that a backup reads."""
    database = connection.database
    tables = database["a_torn"], database["z_torn"]
    for table in tables:
        table.insert_many({"_id": number, "amount": 100} for number in range(20))
    yield tables
    for table in tables:
        table.drop()


def move_until(ends, moved, tables):
    before, after = tables
    while not ends.is_set():
        place = {"_id": len(moved) % 20}
        with before.database.client.start_session() as session, session.start_transaction():
            before.update_one(place, {"$inc": {"amount": -1}}, session=session)
            after.update_one(place, {"$inc": {"amount": 1}}, session=session)
        moved.append(1)


def wait_for_more(moved):
    """Until something has moved since, for the first collections."""
    before = len(moved)
    wait_for(lambda: len(moved) > before or before > 5)


def amounts_of(made, name):
    rows = []
    sink = Documents(rows.extend, at_once=1_000)
    sink.write((made.folder / made.manifest.collections[name].file).read_bytes())
    sink.end()
    return [bson.decode(row)["amount"] for row in rows]


def test_the_command_says_what_it_wrote(tmp_path, owner, capsys):
    call_command("backup", "--to", str(tmp_path), "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["documents"] > 0
    assert folders.read_manifest(folders.backups_in(tmp_path)[0]).moment == said["moment"]
