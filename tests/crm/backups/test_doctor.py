"""What the doctor and monitors are told of backups (OP-4, OP-6)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from crm.backups.gauges import backup_gauges
from crm.backups.models import Drill, Outcome
from tests.crm.doctor.conftest import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, made):
    """BACKUP_DIR with a backup of now."""
    settings.BACKUP_DIR = str(made.folder.parent)
    return made.folder


def in_days(days):
    return time_machine.travel(timezone.now() + timedelta(days=days))


def test_that_nobody_looks_after_backups_is_named():
    assert say("backup")[0] == "warning"
    assert say("fresh-backup")[0] == "unknown"


def test_a_folder_that_cannot_be_read_is_named(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "nowhere")
    state, line = say("backup")
    assert state == "failed"
    assert "No such file or directory" in line


def test_that_there_is_no_backup_is_named(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    assert say("backup") == (
        "failed",
        "There is no backup. Let cron run manage.py backup every day, and see why it does not.",
    )
    assert say("drill")[0] == "failed"
    assert list(backup_gauges()) == []


@pytest.mark.parametrize(("days", "state"), [(0, "good"), (10, "warning"), (16, "failed")])
def test_an_old_backup_is_named(folder, days, state):
    with in_days(days):
        assert say("backup")[0] == state


@pytest.mark.parametrize(("days", "state"), [(0.9, "good"), (1.1, "failed")])
def test_before_an_upgrade_it_is_of_today(folder, days, state):
    with in_days(days):
        assert say("fresh-backup")[0] == state


@pytest.mark.parametrize(("days", "state"), [(1, "good"), (9, "warning"), (16, "failed")])
def test_an_old_drill_is_named(folder, days, state):
    ago = timezone.now() - timedelta(days=days)
    Drill.objects.create(outcome=Outcome.GOOD, seconds=61, at=ago, backup=folder.name)
    assert say("drill")[0] == state


def test_a_drill_that_failed_since_is_where_to_look(folder):
    ago = timezone.now() - timedelta(days=9)
    Drill.objects.create(outcome=Outcome.GOOD, seconds=61, at=ago, backup="an older one")
    Drill.objects.create(outcome=Outcome.BAD, backup=folder.name)
    assert "why the last one did not end well" in say("drill")[1]


def test_monitors_get_the_ages(folder):
    ago = timezone.now() - timedelta(days=2)
    Drill.objects.create(outcome=Outcome.GOOD, seconds=61, at=ago, backup="an older one")
    said = {gauge.name: gauge.value for gauge in backup_gauges()}
    assert 0 <= said["backup_age_seconds"] < 60
    assert 2 * 86400 <= said["backup_drill_age_seconds"] < 2 * 86400 + 60
    assert said["backup_restore_seconds"] == 61
