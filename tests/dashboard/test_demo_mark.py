"""Whoever looks at made-up people and numbers is told so on every page (LI-19)."""

import pytest

from omset.demo.accounts import begin_demo
from tests.parsed import parsed

MARK = {"class": "demo-mark"}


@pytest.mark.parametrize("address", ["/", "/omset/", "/loyalty/members/"])
def test_pages_of_a_demo_say_so_LI_19(client_of, owner, address):
    client = client_of(owner)
    assert parsed(client.get(address)).all("p", **MARK) == []
    begin_demo(records=1)
    [mark] = parsed(client.get(address)).all("p", **MARK)
    assert "made up" in mark.text
