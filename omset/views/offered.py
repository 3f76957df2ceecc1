"""Whether a page offers somebody to decide about a deposit that waits, and if not, why."""

from collections.abc import Iterable
from typing import NamedTuple

from bson import ObjectId
from django.utils.translation import gettext_lazy

from crm.staff.models import User
from omset.ledger.second_person import DecisionRight, decision_rights
from omset.models import OmsetRecord

OWN = gettext_lazy("Your own: another admin decides")
SAME_PERSON = gettext_lazy("You entered it or changed it last: another admin decides")


class OfferedDecision(NamedTuple):
    """What a page says to somebody who looks at a deposit that waits."""

    # Why they do not decide about it; empty if they may.
    why_not: str
    # Nobody else can: it will be marked so.
    is_alone: bool


def offered_decisions(
    records: Iterable[OmsetRecord], user: User
) -> dict[ObjectId, OfferedDecision]:
    """What each of these deposits that wait offers to `user`; two commands at most."""
    records = list(records)
    rights = decision_rights(records, user)
    return {
        record.pk: _offered(rights[record.pk], is_own=record.staff_id == user.pk)
        for record in records
    }


def refused_ids(records: Iterable[OmsetRecord], user: User) -> list[ObjectId]:
    """Those of the deposits about which `user` does not decide."""
    offered = offered_decisions(records, user)
    return [pk for pk, offer in offered.items() if offer.why_not]


def _offered(right: DecisionRight, *, is_own: bool) -> OfferedDecision:
    why_not = OWN if is_own else SAME_PERSON if right.is_refused else ""
    return OfferedDecision(str(why_not), is_alone=right.is_unseen and not is_own)
