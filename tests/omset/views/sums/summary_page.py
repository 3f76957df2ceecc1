"""The addresses of the sums, and what they must never have."""

from omset.ledger import approval, trash
from tests.make import make_admin, make_deposit, make_reservation, make_staff

SUMMARY, UNIQUE = "/omset/summary/", "/omset/summary/customers/"
FEBRUARY = {"start": "2026-02-01", "end": "2026-02-28"}


def leak_nothing(golden):
    """What must not count: another's declined, trashed and pending deposits of the same days."""
    boss = make_admin("boss")
    make_reservation(make_staff("C"), golden.products["Q"], "held", by=boss)
    for _time in range(2):
        waiting = make_deposit(golden.staff["B"], golden.products["Q"], "held", "2026-02-03", 7_777)
    approval.decline(waiting.pk, by=boss, reason="no")
    gone = make_deposit(golden.staff["B"], golden.products["Q"], "gone", "2026-02-01", 9_999)
    trash.delete(gone.pk, by=boss)
