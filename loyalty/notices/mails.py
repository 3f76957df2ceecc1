"""Notices by mail: to a confirmed e-mail of who agreed to marketing, and to nobody else (LA-9)."""

from collections import Counter

import structlog
from bson import ObjectId
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm.mongo.rows import collection
from loyalty.accounts.mails import is_mail_set_up
from loyalty.accounts.sign_in.names import account_of
from loyalty.members.consents import consents_of
from loyalty.models import Member, MemberAccount, MemberNotice, MemberState, NoticeMail
from loyalty.notices.words import in_words
from loyalty.rules.consents import ConsentSubject

log = structlog.get_logger(__name__)


def send_waiting() -> dict[str, int]:
    """Send what waits, one mail a member; how many notices were sent and withheld.

    Each is taken once: of two workers one sends it. What the server refuses waits for the next;
    what is over by now is withheld.
    """
    done: Counter[str] = Counter()
    for member_id in collection(MemberNotice).distinct(
        "member_id", {"mail": NoticeMail.WAITING.value}
    ):
        account = _account_to_mail(member_id)
        for is_over in (True, False):
            state = NoticeMail.WITHHELD if is_over or not account else NoticeMail.SENT
            taken = _taken(member_id, state, is_over=is_over)
            if account and state == NoticeMail.SENT and taken and not _send(account, taken):
                state = NoticeMail.WAITING
                MemberNotice.objects.filter(pk__in=[each.pk for each in taken]).update(mail=state)
            done[state] += len(taken)
    return {"sent": done[NoticeMail.SENT], "withheld": done[NoticeMail.WITHHELD]}


def _account_to_mail(member_id: ObjectId) -> MemberAccount | None:
    """The account that may be written to: unknown is no consent (LM-6)."""
    account = account_of(member_id) if is_mail_set_up() else None
    if account is None or not account.email_confirmed_at:
        return None
    if not Member.objects.filter(pk=member_id, state=MemberState.ACTIVE).exists():
        return None
    return account if consents_of(member_id)[ConsentSubject.MARKETING].is_given else None


def _taken(member_id: ObjectId, state: NoticeMail, *, is_over: bool) -> list[MemberNotice]:
    """Those that this worker takes: of a day that is over, or of one that is not."""
    waiting = MemberNotice.objects.filter(member_id=member_id, mail=NoticeMail.WAITING)
    today = timezone.localdate()
    return [each for each in waiting if (each.day < today) == is_over and _take(each, state)]


def _take(notice: MemberNotice, state: NoticeMail) -> bool:
    still = MemberNotice.objects.filter(pk=notice.pk, mail=NoticeMail.WAITING)
    return still.update(mail=state) == 1


def _send(account: MemberAccount, notices: list[MemberNotice]) -> bool:
    """Whether it was sent; what cannot be is in the log."""
    member = Member.objects.select_related("programme").get(pk=account.pk)
    with translation.override(account.language or settings.LANGUAGE_CODE):
        lines = in_words(notices, member.programme)
        if settings.PUBLIC_ADDRESS:
            lines.append(settings.PUBLIC_ADDRESS.rstrip("/") + reverse("me:overview"))
        lines.append(_("You agreed to such mails. Your profile is where you change that."))
        subject = str(member.programme)
    try:
        send_mail(subject, "\n\n".join(lines), None, [account.email])
    except OSError as error:
        log.warning("mail not sent", error=type(error).__name__)
        return False
    return True
