"""Secret addresses that work once: to choose a password, to confirm a contact (LS-8, LS-9)."""

import secrets
from datetime import timedelta
from typing import cast

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import first_stored, stored_instance
from crm.mongo.transaction import transactional
from crm.staff.models import User
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.claims import open_account
from loyalty.accounts.contacts import Contact, confirm_contact
from loyalty.accounts.ending import AccountEnded, lock_account
from loyalty.accounts.sign_in.names import account_of
from loyalty.accounts.sign_in.sessions import end_others, hash_of
from loyalty.members.locks import lock_member
from loyalty.members.own import refuse_own
from loyalty.models import Member, MemberAccount, MemberState
from loyalty.models.accounts import ContactSort, LinkPurpose, OneTimeLink
from loyalty.rules.identity import email_key, phone_key

TOKEN_BYTES = 32
GOOD_FOR = {LinkPurpose.PASSWORD: timedelta(hours=1), LinkPurpose.CONFIRMATION: timedelta(days=3)}


class SpentLink(Exception):
    """It was used, is over, or never was."""


@transactional
def new_link(
    member: Member,
    purpose: LinkPurpose,
    contact: Contact | None = None,
    *,
    seen: MemberAccount | None = None,
    by: User = THE_MEMBER,
) -> str:
    """The token of a link, which is sent to a contact or handed over by staff.

    `seen` is her account as whoever sends it has read it, None if there was none. One of the same
    purpose that was made before is good for nothing now. Raises AccountEnded if it is another
    account by now, MemberRefused if staff make one for their own record.
    """
    if by is THE_MEMBER:
        _refuse_ended(member, contact, seen)
    else:
        lock_member(member.pk)
        refuse_own(by, member)
        note_event(member, "hand over link", by=by, after={"purpose": purpose.value})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    OneTimeLink.objects.filter(member_id=member.pk, purpose=purpose).delete()
    OneTimeLink.objects.create(
        token_hash=hash_of(token),
        member_id=member.pk,
        purpose=purpose,
        contact_sort=contact.sort if contact else "",
        contact=contact.typed if contact else "",
        expires_at=timezone.now() + GOOD_FOR[purpose],
        made_by_name=by.name,
    )
    return token


def link_with(token: str, purpose: LinkPurpose) -> OneTimeLink | None:
    """The link as it is good now, which is not used up by it."""
    return first_stored(OneTimeLink, _good(token, purpose))


@transactional
def choose_password(token: str, password: str) -> MemberAccount:
    """Let the member sign in by this password from now on, and nowhere by another; once.

    A member without an account has one then (LS-9). Where the link was sent is confirmed. Raises
    SpentLink.
    """
    link = _take(token, LinkPurpose.PASSWORD)
    member = lock_member(link.member_id)
    if member.state != MemberState.ACTIVE:
        raise SpentLink
    hashed = make_password(password)
    account = account_of(member.pk)
    if account is None:
        account = open_account(member, hashed, None)
    else:
        _end_password(account, hashed)
        note_event(member, "choose password", by=THE_MEMBER, after={"link": link.made_by_name})
    if link.contact:
        confirm_contact(member.pk, _contact_of(link, member), by=THE_MEMBER)
    return account


@transactional
def confirm_by_link(token: str) -> None:
    """The contact to which the link was sent is the member's; once. Raises SpentLink."""
    link = _take(token, LinkPurpose.CONFIRMATION)
    member = lock_member(link.member_id)
    if account_of(member.pk) is None:
        raise SpentLink
    confirm_contact(member.pk, _contact_of(link, member), by=THE_MEMBER)


@transactional
def change_password(account: MemberAccount, password: str) -> MemberAccount:
    """Put a password in the place of the one before; every session of hers ends.

    `account` is as it was when she was asked for the one before. Raises AccountEnded.
    """
    member, held = lock_account(account)
    _end_password(held, make_password(password))
    note_event(member, "choose password", by=THE_MEMBER)
    return held


def _refuse_ended(member: Member, contact: Contact | None, seen: MemberAccount | None) -> None:
    """Nothing is sent to who has lost the card since, or where the registry reads otherwise now."""
    if seen is not None:
        lock_account(seen)
        return
    now = lock_member(member.pk)
    is_hers = contact is None or contact.key in (now.email_key, now.phone_key)
    if now.state != MemberState.ACTIVE or account_of(member.pk) is not None or not is_hers:
        raise AccountEnded


def _end_password(account: MemberAccount, hashed: str) -> None:
    account.password, account.sign_outs = hashed, account.sign_outs + 1
    MemberAccount.objects.filter(pk=account.pk).update(password=hashed, sign_outs=account.sign_outs)
    OneTimeLink.objects.filter(member_id=account.pk, purpose=LinkPurpose.PASSWORD).delete()
    end_others(account, None)


def _take(token: str, purpose: LinkPurpose) -> OneTimeLink:
    """Use it up: of two at once one gets it."""
    row = collection(OneTimeLink).find_one_and_delete(
        _good(token, purpose), session=current_session()
    )
    if row is None:
        raise SpentLink
    return cast(OneTimeLink, stored_instance(OneTimeLink, row))


def _contact_of(link: OneTimeLink, member: Member) -> Contact:
    sort = ContactSort(link.contact_sort)
    is_email = sort == ContactSort.EMAIL
    region = member.programme.phone_region
    key = email_key(link.contact) if is_email else phone_key(link.contact, region)
    return Contact(sort, link.contact, key)


def _good(token: str, purpose: LinkPurpose) -> dict[str, object]:
    now = timezone.now()
    return {"_id": hash_of(token), "purpose": purpose.value, "expires_at": {"$gt": now}}
