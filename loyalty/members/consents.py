"""What a member consents to: said, never edited; the last word that may change it holds (LM-6)."""

from collections.abc import Iterable

from bson import ObjectId
from django.utils.translation import gettext as _

from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from loyalty.members.errors import MemberRefused
from loyalty.members.locks import lock_member
from loyalty.members.own import refuse_own
from loyalty.models import ConsentStatement
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject, may_change


@transactional
def say(
    pk: ObjectId,
    subject: ConsentSubject,
    consent: Consent,
    *,
    source: ConsentSource,
    by: User | None = None,
    reason: str = "",
) -> bool:
    """Write what was said, unless it was said before; False if this source may not change it.

    Raises MemberRefused for an admin without a reason or about their own record,
    Member.DoesNotExist.
    """
    if source == ConsentSource.ADMIN and not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    member = lock_member(pk)
    if by:
        refuse_own(by, member)
    statements = ConsentStatement.objects.filter(member_id=pk)
    last = statements.filter(subject=subject.value).order_by("-sequence").first()
    if not may_change(ConsentSource(last.source) if last else None, source):
        return False
    stored = last.consent if last else Consent.UNKNOWN.value
    if stored != consent.value or (last and last.source != source.value):
        ConsentStatement.objects.create(
            member_id=pk,
            subject=subject.value,
            consent=consent.value,
            source=source.value,
            by_name=by.name if by else "",
            reason=fitting_reason(reason),
            sequence=statements.count() + 1,
        )
    return True


def consents_of(pk: ObjectId) -> dict[ConsentSubject, Consent]:
    """The state of each consent of a member; unknown of what nobody has said."""
    return states_of(ConsentStatement.objects.filter(member_id=pk).order_by("sequence"))


def states_of(statements: Iterable[ConsentStatement]) -> dict[ConsentSubject, Consent]:
    """The same of all of a member's statements, in their order."""
    states = dict.fromkeys(ConsentSubject, Consent.UNKNOWN)
    for each in statements:
        states[ConsentSubject(each.subject)] = Consent(each.consent)
    return states


def last_statements(pk: ObjectId) -> dict[str, ConsentStatement]:
    """The statement that holds now about each consent that somebody has said something about."""
    statements = ConsentStatement.objects.filter(member_id=pk).order_by("sequence")
    return {each.subject: each for each in statements}
