"""Who sees a stored file, and how it is read."""

import pytest

from crm.uploads.models import Upload
from crm.uploads.store import CHUNK_BYTES, UploadGone, chunks, files, remove, temporary_copy
from tests.crm.uploads.conftest import nothing_is_stored
from tests.make import make_admin, make_master

pytestmark = pytest.mark.django_db


def seen_by(person):
    return list(Upload.objects.stored().visible_to(person))


def test_a_file_is_seen_by_its_owner_and_by_admins_of_its_page(letter, admin, stranger):
    upload = letter()
    blocked = make_admin(blocked_pages=["status"])
    assert seen_by(admin) == [upload]
    assert seen_by(make_admin()) == [upload]
    assert seen_by(make_master()) == [upload]
    assert seen_by(blocked) == []
    assert seen_by(stranger) == []


def test_staff_see_their_own(letter, owner, stranger):
    upload = letter(owner=owner)
    assert seen_by(owner) == [upload]
    assert seen_by(stranger) == []


def test_a_copy_has_the_bytes_and_is_gone_afterwards(letter):
    content = bytes(range(256)) * (CHUNK_BYTES // 100)
    with temporary_copy(letter(content)) as path:
        assert "Budi" not in str(path)
        assert path.read_bytes() == content
    assert not path.parent.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b.csv", ".hidden", "\0", "/"])
def test_a_name_leads_nowhere_else(letter, name):
    with temporary_copy(letter(name=name)) as path:
        assert path.parent.name.startswith("crm-of-")
        assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("damage", ["removed", "chunk", "changed"])
def test_bytes_that_are_not_as_stored_are_not_read(letter, damage):
    upload = letter(b"x" * 3 * CHUNK_BYTES)
    if damage == "removed":
        remove(upload.pk)
    elif damage == "chunk":
        chunks().delete_one({"n": 1})
    else:
        chunks().update_one({"n": 1}, {"$set": {"data": b"y" * CHUNK_BYTES}})
    with pytest.raises(UploadGone), temporary_copy(upload):
        pass


def test_what_is_removed_is_gone_altogether(letter):
    remove(letter().pk)
    assert nothing_is_stored()
    assert files().count_documents({}) == 0
