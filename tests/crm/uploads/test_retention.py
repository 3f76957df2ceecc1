"""Files end after 30 days, with their bytes; what was killed half-way is finished."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from bson import ObjectId
from django.core.management import call_command
from django.utils import timezone

from crm.registry.runs.nightly import PARTS
from crm.uploads import retention, store
from crm.uploads.models import Upload
from crm.uploads.retention import end_retention
from crm.uploads.store import CHUNK_BYTES, chunks, files
from tests.crm.uploads.conftest import nothing_is_stored
from tests.crm.uploads.urls import LETTERS

pytestmark = pytest.mark.django_db


def in_days(number):
    return time_machine.travel(timezone.now() + timedelta(days=number), tick=False)


def checked():
    out, code = StringIO(), 0
    try:
        call_command("uploads", "--json", stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


def test_it_is_done_every_night():
    assert PARTS["uploads"] == end_retention


def test_a_file_is_kept_for_thirty_days(letter):
    letter()
    with in_days(29.9):
        assert end_retention().facts["removed"] == 0
        assert Upload.objects.stored().count() == 1
    with in_days(30.1):
        assert Upload.objects.stored().count() == 0
        assert end_retention().facts["removed"] == 1
    assert nothing_is_stored()


@pytest.mark.parametrize("killed_at", ["files", "chunks"])
def test_a_night_that_was_killed_is_finished_by_the_next(letter, monkeypatch, killed_at):
    letter(b"x" * 2 * CHUNK_BYTES)

    def die(*args):
        raise KeyboardInterrupt

    with in_days(31):
        with monkeypatch.context() as patch:
            patch.setattr(store, "remove_bytes" if killed_at == "files" else "chunks", die)
            with pytest.raises(KeyboardInterrupt):
                end_retention()
        assert Upload.objects.count() == 1
        assert end_retention().facts["removed"] == 1
    assert nothing_is_stored()


def test_what_never_arrived_to_its_end_goes(admin):
    writer = store.begin(admin, LETTERS, "a.csv", "csv", 10 * CHUNK_BYTES)
    writer.write(b"x" * 2 * CHUNK_BYTES)
    assert end_retention().facts["removed"] == 0
    with in_days(0.5):
        assert end_retention().facts["removed"] == 1
    assert nothing_is_stored()


def test_what_was_removed_while_it_arrived_is_not_kept(admin):
    writer = store.begin(admin, LETTERS, "a.csv", "csv", CHUNK_BYTES)
    writer.write(b"x" * CHUNK_BYTES)
    store.remove(writer.upload.pk)
    with pytest.raises(store.UploadGone):
        writer.finish()
    assert nothing_is_stored()


def test_bytes_without_a_row_are_named_and_removed(letter):
    kept, stray = letter(), ObjectId()
    chunks().insert_one({"files_id": stray, "n": 0, "data": b"x"})
    code, facts = checked()
    assert code == 1
    assert facts["bytes_without_row"] == [str(stray)]
    assert end_retention().facts["bytes_without_row"] == 1
    assert checked() == (0, facts | {"bytes_without_row": []})
    assert Upload.objects.get() == kept


@pytest.mark.parametrize("lost", ["chunk", "list entry"])
def test_a_row_without_its_bytes_is_a_loss_that_the_night_tells(letter, lost):
    upload, other = letter(b"x" * 2 * CHUNK_BYTES), letter()
    if lost == "chunk":
        chunks().delete_one({"files_id": upload.pk, "n": 0})
    else:
        files().delete_one({"_id": upload.pk})
    assert checked()[1]["rows_without_bytes"] == [str(upload.pk)]
    assert not end_retention().well
    assert Upload.objects.get() == other
    assert end_retention().well


def test_a_file_that_has_just_come_is_no_loss(letter, monkeypatch):
    """Between the look at the bytes and the look at the rows it arrived."""
    real = retention.chunks

    class Early:
        def aggregate(self, pipeline):
            rows = list(real().aggregate(pipeline))
            letter()
            return rows

    monkeypatch.setattr(retention, "chunks", lambda: Early() if first.pop() else real())
    first = [False, False, True]
    assert end_retention().well
    assert Upload.objects.count() == 1
