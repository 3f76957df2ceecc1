"""Sessions of members: stored on the server, opened by a cookie of `/me/` alone (LS-13)."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from bson import ObjectId
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.staff.sign_in.devices import device_of
from crm.web.address import client_address
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.ending import AccountEnded
from loyalty.accounts.sign_in.names import account_of
from loyalty.models import Member, MemberAccount, MemberSession, MemberState

IDLE, LONGEST = timedelta(days=30), timedelta(days=180)
TOUCH_EVERY = timedelta(minutes=15)
KEY_BYTES = 32
PATH = "/me/"


class SignedIn(NamedTuple):
    """Who is signed in, and in which session."""

    account: MemberAccount
    member: Member
    session: MemberSession


class Device(NamedTuple):
    """A session as its owner sees it. `id` names it in addresses and opens nothing."""

    id: ObjectId
    session: MemberSession
    is_this: bool


def cookie_name() -> str:
    """A browser takes it over TLS alone, where the product has it."""
    return "__Secure-member" if settings.SESSION_COOKIE_SECURE else "member"


@transactional
def begin(account: MemberAccount, request: HttpRequest) -> str:
    """Sign a member in here; the key for her cookie. Her sessions that are over are forgotten.

    Raises AccountEnded if she was signed out everywhere since the account was read, or may not
    sign in.
    """
    now, key = timezone.now(), secrets.token_urlsafe(KEY_BYTES)
    _still_hers(account, now)
    over = {"member_id": account.pk, "expires_at": {"$lt": now}}
    collection(MemberSession).delete_many(over, session=current_session())
    MemberSession.objects.create(
        key_hash=hash_of(key),
        member_id=account.pk,
        sign_outs=account.sign_outs,
        device=device_of(request.headers.get("User-Agent", "")),
        address=client_address(request),
        expires_at=now + IDLE,
    )
    note_event(Member(pk=account.pk), "sign in", by=THE_MEMBER)
    return key


def remember(response: HttpResponse, key: str) -> None:
    """Give the browser the cookie of a session."""
    response.set_cookie(
        cookie_name(),
        key,
        max_age=LONGEST,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(cookie_name(), path=PATH, samesite="Lax")


def signed_in_here(request: HttpRequest) -> SignedIn | None:
    """Whose session the browser has; None for one that is over, or of who may not sign in.

    At most one write in a quarter of an hour.
    """
    key = request.COOKIES.get(cookie_name(), "")
    alive = {"_id": hash_of(key), "expires_at": {"$gt": timezone.now()}}
    session = first_stored(MemberSession, alive) if key else None
    account = account_of(session.member_id) if session else None
    if session is None or account is None or session.sign_outs != account.sign_outs:
        return None
    member = Member.objects.select_related("programme").filter(pk=account.pk).first()
    if member is None or member.state != MemberState.ACTIVE:
        return None
    _touch(session)
    return SignedIn(account, member, session)


def devices_of(account: MemberAccount, here: MemberSession) -> list[Device]:
    """Where she is signed in now, the last one seen first."""
    open_now = MemberSession.objects.filter(
        member_id=account.pk, sign_outs=account.sign_outs, expires_at__gt=timezone.now()
    )
    by_time = sorted(open_now, key=lambda session: session.seen_at, reverse=True)
    return [Device(_id_of(each), each, each.pk == here.pk) for each in by_time]


@transactional
def end(session: MemberSession) -> None:
    """Sign out in one browser."""
    ended, _of_each = MemberSession.objects.filter(pk=session.pk).delete()
    if ended:
        note_event(Member(pk=session.member_id), "sign out", by=THE_MEMBER)


@transactional
def end_device(here: SignedIn, device_id: ObjectId) -> bool:
    """Sign her out on one of her devices; False if that has ended already."""
    for device in devices_of(here.account, here.session):
        if device.id == device_id:
            end(device.session)
            return True
    return False


@transactional
def end_others(account: MemberAccount, here: MemberSession | None) -> int:
    """Sign her out everywhere but here; how many sessions ended."""
    others = MemberSession.objects.filter(member_id=account.pk)
    ended, _of_each = others.exclude(pk=here.pk if here else "").delete()
    if ended:
        after = {"sessions": ended}
        note_event(Member(pk=account.pk), "end sessions", by=THE_MEMBER, after=after)
    return ended


def hash_of(secret: str) -> str:
    """What is stored of a secret: it is random, so nothing slower is needed."""
    return sha256(secret.encode()).hexdigest()


def _still_hers(account: MemberAccount, now: datetime) -> None:
    """Write when she came in; whoever ends her sessions at this moment writes the same row."""
    written = collection(MemberAccount).update_one(
        {"_id": account.pk, "sign_outs": account.sign_outs},
        {"$set": {"last_sign_in_at": now, "language": get_language() or ""}},
        session=current_session(),
    )
    may_sign_in = Member.objects.filter(pk=account.pk, state=MemberState.ACTIVE).exists()
    if not written.matched_count or not may_sign_in:
        raise AccountEnded


def _touch(session: MemberSession) -> None:
    now = timezone.now()
    if now - session.seen_at >= TOUCH_EVERY:
        ends = min(now + IDLE, session.began_at + LONGEST)
        MemberSession.objects.filter(pk=session.pk).update(seen_at=now, expires_at=ends)


def _id_of(session: MemberSession) -> ObjectId:
    return ObjectId(salted_hmac(__name__, session.pk).hexdigest()[:24])
