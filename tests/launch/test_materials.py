"""Issue 15, 13: the list of parts follows from the pins alone."""

import json
import re

import pytest

from launch.materials import PINS, bill_of_materials
from launch.say import CHECKOUT


def components():
    return {each["bom-ref"]: each for each in json.loads(bill_of_materials())["components"]}


def test_the_same_pins_give_the_same_bytes():
    assert bill_of_materials().encode() == bill_of_materials().encode()


def test_it_is_a_cyclonedx_document_without_a_time():
    document = json.loads(bill_of_materials())
    assert document["bomFormat"] == "CycloneDX"
    assert document["specVersion"] == "1.6"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", document["serialNumber"])
    assert "timestamp" not in document["metadata"]


@pytest.mark.parametrize(
    "file", ["requirements.txt", "requirements-dev.txt", "requirements-tracing.txt"]
)
def test_every_pin_is_a_part(file):
    pins = re.findall(r"^([\w.-]+)==(\S+)", (CHECKOUT / file).read_text(), re.MULTILINE)
    listed = {(each["name"], each["version"]) for each in components().values()}
    assert pins
    assert set(pins) <= listed


def test_what_runs_in_production_is_told_apart():
    parts = components()
    assert (
        parts[next(ref for ref in parts if ref.startswith("pkg:pypi/django@"))]["scope"]
        == "required"
    )
    assert {each["scope"] for ref, each in parts.items() if ref.startswith("pkg:npm")} == {
        "excluded"
    }


def test_another_pin_is_another_document(tmp_path):
    for name in PINS:
        (tmp_path / name).write_text("django==1.0\n")
    (tmp_path / "package-lock.json").write_text('{"packages": {}}')
    first = json.loads(bill_of_materials(tmp_path))
    (tmp_path / "requirements.txt").write_text("django==1.1\n")
    second = json.loads(bill_of_materials(tmp_path))
    assert first["serialNumber"] != second["serialNumber"]
