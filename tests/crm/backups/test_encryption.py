"""OP-1: a backup for a public key is read with the private one alone."""

from pathlib import Path

import pytest
from pyrage import x25519

from crm.backups.encryption import Key, NoKey, Recipient, decrypt, encrypt
from crm.backups.making import backup
from crm.backups.restoring.steps import Refused
from crm.backups.restoring.verbs import restore
from crm.backups.streams import Damaged, Documents
from tests.make import make_deposit

pytestmark = pytest.mark.django_db
DEPOSITS = "omset_omsetrecord"


@pytest.fixture
def key(tmp_path):
    """A private key in a file, as age-keygen writes it."""
    return key_in(tmp_path / "backup.key", x25519.Identity.generate())


def key_in(path, identity):
    path.write_text(f"# public key: {identity.to_public()}\n{identity}\n")
    return Key(path)


@pytest.fixture
def encrypted(tmp_path, owner, product, key):
    make_deposit(owner, product, customer="Budi01")
    recipient = Recipient(str(key.key.to_public()))
    return backup(tmp_path / "backups", recipient=recipient)


def documents_of(made, name, key):
    stored = made.manifest.collections[name]
    sink = Documents(lambda _documents: None, at_once=1_000_000)
    decrypt(made.folder / stored.file, sink, key)
    return sink.end().sha256


def test_every_file_is_read_with_the_key(encrypted, key):
    collections = encrypted.manifest.collections
    read = {name: documents_of(encrypted, name, key) for name in collections}
    assert read == {name: stored.content for name, stored in collections.items()}


def test_without_the_key_nothing_can_be_read(encrypted):
    data = (encrypted.folder / f"{DEPOSITS}.bson.gz.age").read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    with pytest.raises(Refused, match="give its --key"):
        next(restore(encrypted.folder))


def test_another_key_is_refused(encrypted, tmp_path):
    other = key_in(tmp_path / "other.key", x25519.Identity.generate())
    with pytest.raises(Damaged, match="is not for this key"):
        documents_of(encrypted, DEPOSITS, other)


def test_an_error_on_the_way_keeps_its_name(tmp_path, key):
    def pieces():
        yield b"x"
        raise TimeoutError("the server is gone")

    recipient = Recipient(str(key.key.to_public()))
    with (tmp_path / "file").open("wb") as file, pytest.raises(TimeoutError):
        encrypt(pieces(), file, recipient)


def test_a_full_disk_keeps_its_name(key):
    recipient = Recipient(str(key.key.to_public()))
    with (
        Path("/dev/full").open("wb", buffering=0) as file,
        pytest.raises(OSError, match="No space"),
    ):
        encrypt([b"x" * 1_000_000], file, recipient)


def test_what_is_no_key_is_named(tmp_path):
    with pytest.raises(NoKey, match="age1"):
        Recipient("ssh-rsa")
    with pytest.raises(NoKey, match=r"nowhere\.key"):
        Key(tmp_path / "nowhere.key")
