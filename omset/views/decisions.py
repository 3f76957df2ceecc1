"""Deciding about one deposit that waits, and in words for people why that was refused (OM-7)."""

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.staff.models import User
from crm.web.lists.outcomes import RefusedRow
from omset.ledger import approval, entries
from omset.ledger.second_person import SamePerson
from omset.models import OmsetRecord
from omset.views.records import CHANGED

OWN = gettext_lazy("Nobody decides about their own deposit: ask another admin.")
SAME_PERSON = gettext_lazy("You entered this deposit or changed it last: another admin decides.")


class AlreadyDecided(RefusedRow):
    """Somebody was faster: the deposit does not wait any more."""


def decide(
    verb: Callable[..., OmsetRecord], pk: ObjectId, user: User, version: int | None, **reason: Any
) -> OmsetRecord:
    """Approve or decline by `verb`. Raises RefusedRow, AlreadyDecided."""
    try:
        return verb(pk, by=user, version=version, **reason)
    except approval.NotPending as late:
        raise AlreadyDecided(_who_was_faster(pk)) from late
    except approval.OwnRecord as own:
        raise RefusedRow(OWN) from own
    except SamePerson as same:
        raise RefusedRow(SAME_PERSON) from same
    except entries.StaleVersion as stale:
        raise RefusedRow(CHANGED) from stale


def _who_was_faster(pk: ObjectId) -> str:
    """Why a deposit does not wait any more: who has decided, and what."""
    record = OmsetRecord.objects.filter(pk=pk).first()
    if record is None or record.is_deleted:
        return _("This deposit is deleted: there is nothing to decide any more.")
    words = {"customer": record.customer_id, "by": record.decided_by_name}
    if not record.decided_by_name:
        return _("The deposit of %(customer)s does not wait any more.") % words
    if record.is_counted:
        return _("%(by)s has already approved the deposit of %(customer)s.") % words
    return _("%(by)s has already declined the deposit of %(customer)s.") % words
