"""Where the drill does not begin."""

import pytest
from django.core.management import CommandError, call_command

from crm.mongo.server.binary import EmbeddedUnavailable
from crm.mongo.server.embedded import is_embedded
from omset.chaos import network
from omset.management.commands import chaos


@pytest.fixture
def own_server(settings, monkeypatch):
    settings.MONGODB_URI = "mongodb://db1.example,db2.example/crm?replicaSet=rs0"
    monkeypatch.delenv("CHAOS", raising=False)
    monkeypatch.setattr(chaos, "_drill", lambda *_plan: pytest.fail("it began"))


@pytest.mark.usefixtures("own_server")
def test_beside_a_server_of_ones_own_it_has_to_be_said():
    with pytest.raises(CommandError, match="set CHAOS=1") as refused:
        call_command("chaos")
    assert refused.value.returncode == 2


@pytest.mark.usefixtures("own_server")
def test_without_the_program_it_is_refused(monkeypatch):
    def missing():
        raise EmbeddedUnavailable("not installed")

    monkeypatch.setenv("CHAOS", "1")
    monkeypatch.setattr(chaos, "mongod_binary", missing)
    with pytest.raises(CommandError, match="not installed"):
        call_command("chaos")


@pytest.mark.usefixtures("own_server")
def test_a_partition_alone_is_refused_without_the_right(monkeypatch):
    monkeypatch.setenv("CHAOS", "1")
    monkeypatch.setattr(chaos, "why_no_namespaces", lambda: "no right")
    with pytest.raises(CommandError, match="no partition: no right") as refused:
        call_command("chaos", "--fault=partition")
    assert refused.value.returncode == 2


def test_no_rounds_are_refused():
    with pytest.raises(CommandError, match="--rounds is at least 1"):
        call_command("chaos", "--rounds=0")


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("mongodb://127.0.0.1:27345/omset?replicaSet=rs0", True),
        ("mongodb://127.0.0.1:27017/omset?replicaSet=rs0", False),
        ("mongodb://db.example:27345/omset", False),
    ],
)
def test_the_embedded_server_is_known_by_its_address(uri, expected):
    assert is_embedded(uri) is expected


def test_who_may_not_have_namespaces_is_told_why(monkeypatch):
    monkeypatch.setattr(network, "UNSHARED", ("sh", "-c", "echo Not permitted >&2; exit 1"))
    assert network.why_no_namespaces() == "no right to network namespaces (Not permitted)"
    monkeypatch.setattr(network.shutil, "which", lambda name: name != "ip")
    assert network.why_no_namespaces() == "there is no ip here"
