"""Hostile files: one clear line, soon, in little memory, and nothing is kept of them."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.models import MemberDatabase, MemberImport, MemberRow
from tests.environment import CHECKOUT
from tests.members.imports.hostile import HOSTILE, PLAIN, book

pytestmark = pytest.mark.django_db
READ = """
import sys, time
from pathlib import Path
import django
django.setup()
from crm.imports.text import UnreadableFile
from members.imports.file.table import count_rows, open_table
began = time.process_time()
try:
    count_rows(open_table(Path(sys.argv[1])))
    reason = "read"
except UnreadableFile as error:
    reason = str(error)
seconds = time.process_time() - began
status = dict(line.split(":") for line in open("/proc/self/status"))
megabytes = int(status["VmHWM"].split()[0]) // 1024
import json
print(json.dumps([reason, seconds, megabytes]))
"""


def upload(path, product, *arguments):
    out = StringIO()
    wish = ("--database=Mei", f"--product={product.name}", "--kind=normal", "--json")
    call_command("import_members", path, *wish, *arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_line_soon_and_nothing_is_kept(name, tmp_path, product):
    make, file_name, reason = HOSTILE[name]
    path = tmp_path / file_name
    path.write_bytes(make())
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "crm.settings"}
    command = [sys.executable, "-c", READ, str(path)]
    run = subprocess.run(
        command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True
    )
    said, seconds, megabytes = json.loads(run.stdout)
    assert said != "read"
    assert reason in said
    assert "\n" not in said
    assert seconds < 2
    assert megabytes < 300
    with pytest.raises(CommandError) as refused:
        upload(path, product)
    assert refused.value.returncode == 2
    assert not MemberImport.objects.exists()
    assert not MemberDatabase.objects.exists()


def test_a_wrong_ending_is_seen_through(tmp_path, product):
    path = tmp_path / "members.csv"
    path.write_bytes(book(PLAIN))
    assert upload(path, product)["inserted"] == 1


def test_formulas_are_kept_as_texts_and_come_back_harmless(tmp_path, product):
    path = tmp_path / "a.csv"
    path.write_text('username,catatan,hp\nbudi01,"=HYPERLINK(""http://x"")",0812345678901\n')
    upload(path, product)
    [row] = MemberRow.objects.all()
    assert row.cells[1] == '=HYPERLINK("http://x")'
    path.write_text('username,catatan,hp\nani,"=1+1",12\n')
    text = open_text(upload(path, product)["errors_file"])
    assert "'=1+1" in text


def open_text(name):
    with open(name, encoding="utf-8-sig") as file:
        return file.read()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_are_read_whatever_the_encoding(tmp_path, product, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes("username;nama\nbudi01;José\n".encode(encoding))
    reading = upload(path, product)["reading"]
    assert MemberRow.objects.get().name == "José"
    assert reading["encoding"].startswith(encoding[:5])


def test_the_columns_of_another_file_go_where_they_belong(tmp_path, product):
    path = tmp_path / "a.csv"
    path.write_text("username,nama,hp\nbudi01,Budi,081234567890\n")
    upload(path, product)
    path.write_text("HP;kota;UserName\n0813 4567 8901;Medan;ani02\n")
    upload(path, product)
    assert MemberDatabase.objects.get().columns == ["username", "nama", "hp", "kota"]
    row = MemberRow.objects.get(customer_id="ani02")
    assert row.cells == ["ani02", "", "0813 4567 8901", "Medan"]
