"""An upload whose worker is killed -9 ends as an undisturbed one."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.db import connection

from crm.jobs.processes.worker import Worker
from crm.uploads.store import store_file
from members.databases.counts import find_faults
from members.draws.proof import verify
from members.imports import requests
from members.imports.uploads import MEMBER_FILES
from members.models import MemberDatabase, MemberImport, MemberRow, UploadState
from tests.environment import CHECKOUT
from tests.make import make_reservation

ROWS = 8_000
SECONDS = 120


def table(folder):
    """A file with duplicates, rejected rows and a reserved customer."""
    path = folder / "members.csv"
    lines = (
        f"user{n % 7_600:05},Nama {n},0812{n:08}" if n % 40 else f"x{n},X,12" for n in range(ROWS)
    )
    path.write_text("username,nama,hp\n" + "\n".join(lines))
    return path


def wait_until(condition):
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def rows_of(database_id):
    columns = ("number", "cells", "customer_id", "phone", "status", "is_duplicate")
    rows = MemberRow.objects.filter(database_id=database_id).order_by("number")
    return [tuple(map(str, row)) for row in rows.values_list(*columns)]


def confirmed(path, name, admin, product):
    """An upload that was sent, read, counted and confirmed; its worker has not begun."""
    stored = store_file(path, admin, MEMBER_FILES, path.name, "csv")
    values = {"source": "test", "lawful_basis": "test"}
    request = requests.UploadRequest(product=product, kind="normal", name=name, **values)
    wanted = requests.begin(stored, request, by=admin)
    Worker().take_one()
    wanted.refresh_from_db()
    requests.choose_columns(wanted, wanted.mapping)
    Worker().take_one()
    wanted.refresh_from_db()
    requests.confirm(wanted, {"in_product": "keep", "phone_in_product": "keep"}, by=admin)
    wanted.refresh_from_db()
    return wanted


@contextmanager
def worker():
    parts = urlsplit(os.environ["MONGODB_URI"])
    uri = parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    settings = {"MONGODB_URI": uri, "JOB_LEASE_SECONDS": "3"}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=CHECKOUT,
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def short_transactions(db):
    """What a killed process leaves open is ended soon."""
    set_parameter = connection.connection.admin.command
    set_parameter("setParameter", 1, transactionLifetimeLimitSeconds=3)
    yield
    set_parameter("setParameter", 1, transactionLifetimeLimitSeconds=60)


@pytest.mark.parametrize("fractions", [(0.1, 0.9), (0.5,)])
def test_an_upload_whose_worker_is_killed_ends_undisturbed(
    fractions, admin, owner, product, short_transactions, written_by_others, tmp_path
):
    make_reservation(owner, product, "user00077")
    path = table(tmp_path)
    calm = confirmed(path, "calm", admin, product)
    Worker().take_one()
    calm.refresh_from_db()
    assert calm.state == UploadState.DONE
    wanted = confirmed(path, "disturbed", admin, product)
    for fraction in fractions:
        with worker() as process:
            wait_until(partial(has_reached, wanted, fraction * ROWS))
            process.send_signal(signal.SIGKILL)
            process.wait()
    with worker():
        wait_until(partial(is_over, wanted))
    wanted.refresh_from_db()
    assert wanted.state == UploadState.DONE
    assert wanted.counts["inserted"] == calm.counts["inserted"]
    assert wanted.counts["rejected"] == calm.counts["rejected"]
    assert wanted.counts["in_file"] == calm.counts["in_file"]
    assert sorted(wanted.reasons) == sorted(calm.reasons)
    assert rows_of(wanted.database_id) == rows_of(calm.database_id)
    assert verify(MemberDatabase.objects.get(pk=wanted.database_id)).faults == []
    assert list(find_faults()) == []


def has_reached(wanted, row):
    return MemberImport.objects.filter(pk=wanted.pk, reached__gte=row).exists()


def is_over(wanted):
    return not MemberImport.objects.filter(pk=wanted.pk, state=UploadState.LOADING).exists()
