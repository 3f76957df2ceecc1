"""What is written to members, by Django's own settings of mail (LS-8, LS-9)."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress

import structlog
from bson import ObjectId
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.mongo.stored import all_stored
from loyalty.accounts.contacts import Contact
from loyalty.accounts.digital_cards import public_address
from loyalty.accounts.ending import AccountEnded
from loyalty.accounts.one_time_links import new_link
from loyalty.accounts.sign_in.names import account_called, account_of
from loyalty.models import Member, MemberAccount, MemberState, Programme
from loyalty.models.accounts import ContactSort, LinkPurpose
from loyalty.rules.identity import email_key

log = structlog.get_logger(__name__)
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
# A family may share an address; a list of strangers is none.
MOST_MEMBERS = 5


class MailNotSent(Exception):
    """The server did not take it. Says nothing of whom it was for: it stands in logs."""


def is_mail_set_up() -> bool:
    """Whether mails leave the product; else staff hand over links."""
    return settings.EMAIL_BACKEND != NO_MAIL


def send_confirmation(
    request: HttpRequest, member: Member, account: MemberAccount, contact: Contact
) -> None:
    """Send a link that confirms an e-mail to it; nothing for a phone, or without mail.

    `account` is hers as it was read. Raises AccountEnded.
    """
    if contact.sort != ContactSort.EMAIL or not is_mail_set_up():
        return
    token = new_link(member, LinkPurpose.CONFIRMATION, contact, seen=account)
    address = public_address(request, "me:confirm", token)
    text = _("Confirm that this e-mail address is yours, once, within three days:")
    lines = [text, address]
    if _is_of_another(member, contact):
        # Said here alone: on the page it would tell strangers who has an account (LS-8).
        lines.append(_("It opens another account already: confirmed by both, it signs in neither."))
    _send(_("Confirm your e-mail address"), lines, contact.typed)


def receivers_of(typed: str) -> list[ObjectId]:
    """Who is meant by what was typed and may be sent a link to choose a password.

    The account that has confirmed its e-mail, or else whom the registry knows by this one (LS-9).
    As many commands whoever is meant.
    """
    account = account_called(typed)
    known = _without_account(typed) if "@" in typed else []
    if account is not None and account.email_confirmed_at:
        return [account.pk]
    return known


def send_password_links(member_ids: Iterable[ObjectId], base: str) -> None:
    """Send each a link to where she is reached now, in one mail for those at one address.

    `base` is the public address. Raises MailNotSent.
    """
    links: dict[str, list[str]] = defaultdict(list)
    for pk in member_ids:
        member = Member.objects.select_related("programme").get(pk=pk)
        account = account_of(pk)
        if to := _address_of(member, account):
            contact = Contact(ContactSort.EMAIL, to, email_key(to))
            with suppress(AccountEnded):
                token = new_link(member, LinkPurpose.PASSWORD, contact, seen=account)
                links[to].append(base + reverse("me:choose_password", args=[token]))
    for to, addresses in links.items():
        lines = [_("Choose a password for your card, once, within an hour:"), *addresses]
        if not _send(_("Choose your password"), lines, to):
            raise MailNotSent


def _is_of_another(member: Member, contact: Contact) -> bool:
    others = MemberAccount.objects.filter(email_key=contact.key).exclude(pk=member.pk)
    return any(each.email_confirmed_at for each in others)


def _without_account(typed: str) -> list[ObjectId]:
    """Members of the registry with this e-mail who have no account yet.

    Strangers who signed up with it have one: however many they are, they take nobody's place.
    """
    active = {"email_key": email_key(typed), "state": MemberState.ACTIVE.value}
    programmes = list(Programme.objects.values_list("pk", flat=True))
    found = Member.objects.filter(programme__in=programmes, **active)
    ids = list(found.values_list("pk", flat=True))
    have_one = {each.pk for each in all_stored(MemberAccount, {"_id": {"$in": ids}})}
    return [pk for pk in ids if pk not in have_one][:MOST_MEMBERS]


def _address_of(member: Member, account: MemberAccount | None) -> str:
    """Where a link to her password may go; empty for nowhere."""
    if account is None:
        return member.email
    return account.email if account.email_confirmed_at else ""


def _send(subject: str, lines: Iterable[str], to: str) -> bool:
    """Whether it was sent; what cannot be is in the log, without whom it was for."""
    footer = _("If you did not ask for this, do nothing: nothing has changed.")
    try:
        send_mail(subject, "\n\n".join([*lines, footer]), None, [to])
    except OSError as error:
        log.warning("mail not sent", error=type(error).__name__)
        return False
    return True
