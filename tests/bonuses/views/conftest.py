"""February with something in it that must not be counted, and what a page shows of it."""

import re
from html import unescape

import pytest

from omset.ledger import approval, trash
from tests.make import make_admin, make_deposit, make_reservation
from tests.remembered import remembered

MILLION = 1_000_000


@pytest.fixture
@remembered
def month(deposit, owner, stranger, product):
    """Owner: 71 million, 10 NDP on a day, so $20 + $2.50. Stranger: less. And what leaks."""
    deposit("2026-02-03", 10, 7 * MILLION)
    deposit("2026-02-04", 1, 1 * MILLION)
    deposit("2026-02-05", 1, 3 * MILLION, staff=stranger)
    leak(owner, stranger, product)


def leak(owner, stranger, product):
    """Pending, declined, deleted, another month: all of them large."""
    boss = make_admin("leak")
    make_reservation(stranger, product, "held", by=boss)
    make_deposit(owner, product, "held", "2026-02-06", 80 * MILLION)
    refused = make_deposit(owner, product, "held", "2026-02-07", 80 * MILLION)
    approval.decline(refused.pk, by=boss, reason="no")
    gone = make_deposit(owner, product, "gone", "2026-02-08", 80 * MILLION)
    trash.delete(gone.pk, by=owner)
    make_deposit(owner, product, "later", "2026-03-01", 80 * MILLION)


def tables(answer) -> list[list[list[str]]]:
    """The texts of each table of a page: rows of cells, heads and feet among them."""
    html = answer.content.decode()
    return [
        [cells(row) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]
        for table in re.findall(r"<table.*?</table>", html, re.DOTALL)
    ]


def cells(row: str) -> list[str]:
    found = re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", cell)).split()) for cell in found]


def cards(answer) -> dict[str, str]:
    """The figures of a page by their names."""
    html = answer.content.decode()
    found = re.findall(
        r'class="label">(.*?)</span>\s*<span class="value">(.*?)</span>', html, re.DOTALL
    )
    return {unescape(name): value.strip() for name, value in found}
