"""How the requests of each database are approved, said as it works (DB-5)."""

from bson import ObjectId
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.draws.policies import AutoApprovalRule, auto_approval_on
from members.models import AutoApproval, MemberDatabase
from members.rules.approval import is_automatic


@transactional
def set_auto_approval(database_id: ObjectId, setting: AutoApproval, *, by: User) -> MemberDatabase:
    """Let requests of a database be approved at once, never, or as those of all databases.

    Raises MemberDatabase.DoesNotExist.
    """
    database = MemberDatabase.objects.live().get(pk=database_id)
    before = database.auto_approval
    # Its other columns belong to whoever draws at this moment.
    change = {"$set": {"auto_approval": setting.value}}
    place = {"_id": database.pk}
    collection(MemberDatabase).update_one(place, change, session=current_session())
    note_event(
        database,
        "auto-approval",
        by=by,
        before={"auto_approval": before},
        after={"auto_approval": setting.value},
    )
    database.auto_approval = setting.value
    return database


def approval_today() -> AutoApprovalRule:
    """How requests are approved today, for all databases."""
    return auto_approval_on(timezone.localdate())


def approval_text(setting: str, rule: AutoApprovalRule) -> str:
    """What becomes of a request of a database that is set like this."""
    if not is_automatic(is_on=rule.is_on, most=rule.most, setting=setting, count=1):
        return _("An admin decides")
    if not rule.most:
        return _("Approved at once")
    text = ngettext(
        "Up to %(count)d row at once, more by an admin",
        "Up to %(count)d rows at once, more by an admin",
        rule.most,
    )
    return text % {"count": rule.most}
