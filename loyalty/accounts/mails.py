"""What is written to members, by Django's own settings of mail (LS-8, LS-9)."""

from collections.abc import Iterable

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.utils.translation import gettext as _

from loyalty.accounts.contacts import Contact
from loyalty.accounts.digital_cards import public_address
from loyalty.accounts.ending import AccountEnded
from loyalty.accounts.one_time_links import new_link
from loyalty.accounts.sign_in.names import account_called, account_of
from loyalty.models import Member, MemberAccount
from loyalty.models.accounts import ContactSort, LinkPurpose
from loyalty.rules.identity import email_key

log = structlog.get_logger(__name__)
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
# A family may share an address; a list of strangers is none.
MOST_MEMBERS = 5


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


def send_password_links(request: HttpRequest, typed: str) -> None:
    """Send who is meant a link to choose a password: to the confirmed e-mail of the account, or,
    without one that has confirmed it, to whom the registry knows by it (LS-9).
    """
    if not is_mail_set_up():
        return
    account = account_called(typed)
    if account is not None and account.email_confirmed_at:
        member = Member.objects.select_related("programme").get(pk=account.pk)
        _send_password_links(request, [member], account.email, account)
    elif members := _without_account(typed) if "@" in typed else []:
        _send_password_links(request, members, members[0].email)


def _is_of_another(member: Member, contact: Contact) -> bool:
    others = MemberAccount.objects.filter(email_key=contact.key).exclude(pk=member.pk)
    return any(each.email_confirmed_at for each in others)


def _without_account(typed: str) -> list[Member]:
    """Members of the registry with this e-mail who have no account yet."""
    key = email_key(typed)
    active = Member.objects.select_related("programme").filter(email_key=key, state="active")
    return [member for member in active[:MOST_MEMBERS] if account_of(member.pk) is None]


def _send_password_links(
    request: HttpRequest, members: Iterable[Member], to: str, account: MemberAccount | None = None
) -> None:
    contact = Contact(ContactSort.EMAIL, to, email_key(to))
    addresses = []
    for member in members:
        try:
            token = new_link(member, LinkPurpose.PASSWORD, contact, seen=account)
        except AccountEnded:
            continue
        addresses.append(public_address(request, "me:choose_password", token))
    if addresses:
        lines = [_("Choose a password for your card, once, within an hour:"), *addresses]
        _send(_("Choose your password"), lines, to)


def _send(subject: str, lines: Iterable[str], to: str) -> None:
    """A mail that cannot be sent is in the log, and changes nothing of the answer."""
    footer = _("If you did not ask for this, do nothing: nothing has changed.")
    try:
        send_mail(subject, "\n\n".join([*lines, footer]), None, [to])
    except OSError as error:
        log.warning("mail not sent", error=type(error).__name__)
