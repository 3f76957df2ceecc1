"""The headers that hold for every answer, whoever makes it."""

import pytest

PROTECTED = ("Content-Security-Policy", "Cache-Control", "Permissions-Policy")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/login/", "/omset/", "/nothing-here/"])
def test_every_answer_is_protected(path, client, db):
    answer = client.get(path)
    assert [name for name in PROTECTED if name not in answer] == []


def test_an_answer_to_an_unknown_host_is_protected(client, db):
    answer = client.get("/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert [name for name in PROTECTED if name not in answer] == []
