"""OP-4: /status says how old the newest backup is and how long restoring took, as measured."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from crm.backups.models import Drill, Outcome
from crm.backups.rules.ages import light_of
from crm.jobs.pause import pause_deliveries
from crm.registry.runs.schedules import SCHEDULES
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def facts(client):
    return client.get("/status/?format=json").json()["backups"]


def words(client):
    return parsed(client.get("/status/")).one(id="backups").text


@pytest.mark.parametrize(
    ("days", "light"), [(0, "green"), (8, "green"), (8.01, "amber"), (15, "amber"), (15.01, "red")]
)
def test_a_backup_is_amber_after_8_days_and_red_after_15(days, light):
    assert light_of(NOW - timedelta(days=days), NOW).value == light


def test_what_never_was_is_red():
    assert light_of(None, NOW).value == "red"


def test_without_a_folder_it_says_so(client_of, admin):
    said = words(client_of(admin))
    assert "No backups are configured: BACKUP_DIR is not set." in said
    assert "never measured" in said


def test_in_indonesian_too(client_of, admin):
    admin.language = "id"
    admin.save()
    said = words(client_of(admin))
    assert "Belum ada cadangan yang diatur: BACKUP_DIR belum diisi." in said
    assert "belum pernah diukur" in said


def test_an_empty_folder_says_never(client_of, admin, settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    said = facts(client_of(admin))
    assert said["newest"] is None
    assert said["rpo_light"] == "red"


def test_a_folder_that_is_not_there_is_no_backup(client_of, admin, settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "nowhere")
    assert "cannot be read from here: No such file or directory" in words(client_of(admin))


def test_the_newest_backup_says_its_age_and_the_last_good_drill_its_time(
    client_of, admin, settings, made
):
    settings.BACKUP_DIR = str(made.folder.parent)
    days_ago = timezone.now() - timedelta(days=9)
    Drill.objects.create(outcome=Outcome.GOOD, seconds=754.2, at=days_ago, backup="an older one")
    Drill.objects.create(outcome=Outcome.NOT_ALLOWED, backup=made.folder.name)
    said = facts(client_of(admin))
    assert said["newest"]["documents"] == made.manifest.documents
    assert said["rpo_light"] == "green"
    assert said["rto_seconds"] == 754.2
    assert said["drill_light"] == "amber"
    assert "12:34" in words(client_of(admin))
    assert "The account may not make and drop the database beside" in words(client_of(admin))


def test_a_backup_that_a_drill_found_bad_counts_for_nothing(client_of, admin, settings, made):
    settings.BACKUP_DIR = str(made.folder.parent)
    Drill.objects.create(outcome=Outcome.BAD, backup=made.folder.name, problem="x is not whole")
    said = facts(client_of(admin))
    assert said["newest"] is None
    assert said["last_drill"]["problem"] == "x is not whole"


def test_a_pause_is_shown(client_of, admin):
    pause_deliveries("restored from the backup of Monday")
    assert "restored from the backup of Monday" in words(client_of(admin))


def test_the_drill_is_held_every_week():
    times = SCHEDULES["restore-for-practice"]
    assert times.after(NOW) - times.latest(NOW) == timedelta(days=7)
    assert times.latest(NOW) <= NOW < times.after(NOW)
    assert f"{times.latest(NOW):%a %H:%M}" == "Sun 03:30"


def test_a_drill_without_a_folder_is_bad_usage():
    with pytest.raises(Exception, match="BACKUP_DIR is not set") as refused:
        call_command("drill")
    assert refused.value.returncode == 2
