"""Registering members, correcting what is known of them, and their state (LM-4, LM-8)."""

from dataclasses import asdict, dataclass
from datetime import date

from bson import ObjectId
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import changes, facts, note_event
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.staff.usage import refer_to
from crm.web.forms.reasons import fitting_reason
from loyalty.accounts.ending import end_sign_in
from loyalty.members.buyers import tell_buyers
from loyalty.members.cards import add_card, mint_card
from loyalty.members.errors import MemberRefused
from loyalty.members.locks import lock_member
from loyalty.members.numbers import next_number
from loyalty.members.own import keep_own, refuse_own
from loyalty.members.search.terms import restate
from loyalty.models import CardSource, Member, MemberState, Programme, Store
from loyalty.programmes.verbs import lock_programme
from loyalty.rules.identity import Sex, email_key, has_a_name

MEMBERS = "members"


@dataclass(frozen=True, kw_only=True)
class MemberFacts:
    """What is known of a member, as typed. One of name and surname is enough."""

    name: str = ""
    surname: str = ""
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    email: str = ""
    phone: str = ""
    place: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    province: str = ""


FACTS = tuple(asdict(MemberFacts()))


@transactional
def register(
    programme: Programme,
    known: MemberFacts,
    *,
    by: User | None,
    card: str = "",
    source: CardSource = CardSource.ATTACHED,
    store: Store | None = None,
) -> Member:
    """Write and return a member with this card, or a minted one (LM-10).

    Raises MemberRefused; IntegrityError if somebody takes the card at the same moment.
    """
    _check(known)
    member = Member.objects.create(
        programme=programme,
        number=next_number(MEMBERS),
        store=store,
        created_on=timezone.localdate(),
        **_stored(known),
    )
    note_event(member, "create", by=by, after=facts(member, ("number", *FACTS)))
    if card:
        add_card(member, card, source=source, by=by)
    else:
        mint_card(member, by=by)
    restate(member)
    return member


@transactional
def edit(pk: ObjectId, known: MemberFacts, *, by: User | None, version: int) -> Member:
    """Put these facts in the place of what was known, and return how the member is stored now.

    Raises StaleMember if that was changed since `version`, MemberRefused, Member.DoesNotExist.
    """
    _check(known)
    member = lock_member(pk, version)
    if member.is_erased:
        raise MemberRefused("", _("The member was erased."))
    # Else an e-mail would be changed, something decided, and the e-mail changed back (LM-18).
    if by is not None and by.pk is not None:
        refuse_own(by, member)
    if email_key(known.email) != member.email_key:
        keep_own([(pk, member.email_key)])
    stored = facts(member, FACTS)
    Member.objects.filter(pk=pk).update(**_stored(known))
    for name, value in _stored(known).items():
        setattr(member, name, value)
    restate(member)
    before, after = changes(stored, facts(member, FACTS))
    if after:
        note_event(member, "edit", by=by, before=before, after=after)
    return member


@transactional
def set_state(pk: ObjectId, state: MemberState, *, by: User, reason: str) -> Member:
    """Block, close or open again; who, when and why is in the member's history.

    Who may not sign in any more is signed out everywhere (LM-4).

    Raises MemberRefused without a reason, for one's own record, a merged or an erased member.
    """
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    member = lock_member(pk)
    refuse_own(by, member)
    if member.is_erased or member.merged_into_id:
        raise MemberRefused("", _("The member was merged or erased."))
    before = facts(member, ("state",))
    if member.state != state:
        # Nothing that is bought after this day earns while they are closed (LP-4).
        closed_on = timezone.localdate() if state == MemberState.CLOSED else None
        Member.objects.filter(pk=pk).update(state=state, closed_on=closed_on)
        # What members have spent is kept elsewhere until the programme has an event.
        lock_programme(member.programme)
        member.state = state
        if state != MemberState.ACTIVE:
            end_sign_in(pk)
        after = facts(member, ("state",))
        note_event(member, "edit", by=by, before=before, after=after, reason=fitting_reason(reason))
        tell_buyers(member.programme, [member.pk], "edit", by=by)
    return member


@transactional
def mark_own(pk: ObjectId, staff: User | None, *, by: User, reason: str) -> Member:
    """Say whose own record it is among colleagues, or that it is nobody's (LM-18).

    Raises MemberRefused without a reason, about one's own record, for an erased member.
    """
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    member = lock_member(pk)
    refuse_own(by, member)
    if member.is_erased:
        raise MemberRefused("", _("The member was erased."))
    before = {"staff": member.staff.name if member.staff else ""}
    after = {"staff": staff.name if staff else ""}
    if before != after:
        if staff:
            refer_to(staff)
        Member.objects.filter(pk=pk).update(staff=staff)
        note_event(
            member, "mark own", by=by, before=before, after=after, reason=fitting_reason(reason)
        )
    return member


def _check(known: MemberFacts) -> None:
    if not has_a_name(known.name, known.surname):
        raise MemberRefused("name", _("A member has a name or a surname."))
    if known.birth_date and known.birth_date > timezone.localdate():
        raise MemberRefused("birth_date", _("This day is still to come."))
    for name in FACTS:
        value = getattr(known, name)
        most = getattr(Member._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and most and len(value) > most:
            raise MemberRefused(name, _("At most %s characters.") % most)


def _stored(known: MemberFacts) -> dict[str, object]:
    return asdict(known) | {"sex": known.sex.value}
