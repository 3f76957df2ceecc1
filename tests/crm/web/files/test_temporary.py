"""What lies on this machine for a moment, and what a killed process leaves of it."""

import subprocess
import sys
import tempfile

from crm.web.files.temporary import PREFIX, clear_folders_of_the_dead, temporary_folder


def test_a_folder_is_gone_afterwards():
    with temporary_folder() as folder:
        (folder / "upload").write_bytes(b"x")
    assert not folder.exists()


def test_what_a_killed_process_left_is_cleared_and_what_is_used_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f"{PREFIX}{dead.pid}-abc"
    left.mkdir()
    (left / "upload").write_bytes(b"x")
    other = tmp_path / "somebody-elses"
    other.mkdir()
    with temporary_folder() as used:
        assert clear_folders_of_the_dead() == 1
        assert used.exists()
    assert not left.exists()
    assert other.exists()
