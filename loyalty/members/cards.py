"""Giving members cards: from a file, at the counter, or minted here (LM-9, LM-10, LM-13)."""

from bson import ObjectId
from django.conf import settings
from django.utils.translation import gettext as _

from crm.audit.record import note_event
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from loyalty.members.buyers import tell_buyers
from loyalty.members.errors import MemberRefused
from loyalty.members.locks import lock_member
from loyalty.members.numbers import next_number
from loyalty.members.own import refuse_own
from loyalty.members.search.terms import restate
from loyalty.models import Card, CardSource, Member
from loyalty.programmes.verbs import lock_programme
from loyalty.rules.cards import CardNumber, NotACardNumber, card_number, is_reserved, minted_number


@transactional
def attach(pk: ObjectId, typed: str, *, by: User, reason: str) -> Card:
    """Give a member a card that nobody has, at the counter (LM-13).

    Raises MemberRefused for a card of somebody else's, a number that only this product mints, a
    missing reason, one's own record; IntegrityError if somebody takes it at the same moment.
    """
    member = lock_member(pk)
    refuse_own(by, member)
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    card = add_card(member, typed, source=CardSource.ATTACHED, by=by, reason=reason)
    restate(member)
    return card


@transactional
def detach(number: str, *, by: User, reason: str) -> None:
    """Take back a card that was attached by mistake; it is nobody's then.

    Raises MemberRefused for one of a file or minted here, which stays its member's for ever.
    """
    card = Card.objects.filter(pk=number).first()
    if card is None or card.source != CardSource.ATTACHED:
        raise MemberRefused("card", _("Only a card attached at the counter can be taken back."))
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    member = lock_member(card.member_id)
    refuse_own(by, member)
    Card.objects.filter(pk=number).delete()
    lock_programme(member.programme)
    before = {"card": number}
    note_event(member, "detach card", by=by, before=before, reason=fitting_reason(reason))
    restate(member)
    tell_buyers(member.programme, [member.pk], "detach card", by=by)


def add_card(
    member: Member, typed: str, *, source: CardSource, by: User | None, reason: str = ""
) -> Card:
    """Write and return a card of a locked or new member; their terms are the caller's to restate.

    Raises MemberRefused.
    """
    number = _read(typed)
    existing = Card.objects.filter(pk=number.digits).first()
    if existing and existing.member_id == member.pk:
        return existing
    if existing:
        raise MemberRefused("card", _("The card is another member's."))
    if is_reserved(number.digits, settings.LOYALTY_CARD_PREFIX):
        raise MemberRefused("card", _("The number has the reserved prefix and was not minted."))
    return _write(member, number, source, by, reason)


def mint_card(member: Member, *, by: User | None) -> Card:
    """Write and return a card with the next number of the reserved prefix (LM-10)."""
    prefix = settings.LOYALTY_CARD_PREFIX
    counter = next_number(f"cards-{prefix}") - 1
    number = card_number(minted_number(counter, prefix))
    return _write(member, number, CardSource.MINTED, by, "")


def _read(typed: str) -> CardNumber:
    try:
        return card_number(typed)
    except NotACardNumber as error:
        raise MemberRefused("card", _("A card number has digits only.")) from error


def _write(
    member: Member, number: CardNumber, source: CardSource, by: User | None, reason: str
) -> Card:
    card = Card(
        number=number.digits,
        programme=member.programme,
        member=member,
        flag=number.flag.value,
        source=source,
    )
    card.save(force_insert=True)
    if source != CardSource.MINTED:
        # It may have bought: who its buyer is changes for whoever counts buyers.
        lock_programme(member.programme)
    after = {"card": number.digits, "source": source.value}
    note_event(member, "attach card", by=by, after=after, reason=fitting_reason(reason))
    if source != CardSource.MINTED:
        tell_buyers(member.programme, [member.pk], "attach card", by=by)
    return card
