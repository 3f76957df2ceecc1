"""Making and revoking the secret addresses. Each verb is one transaction and leaves history."""

import secrets
from hashlib import sha256
from typing import NamedTuple

from bson import ObjectId
from django.db.models import QuerySet
from django.utils import timezone

from crm.audit.record import note_event
from crm.mongo.transaction import transactional
from crm.staff.accounts.hand_over import lock_person
from crm.staff.models import User
from crm.staff.usage import Gone, refer_to
from leave.models import CalendarFeed, FeedScope

# More than anybody has devices.
MOST_FEEDS = 10
TOKEN_BYTES = 32


class TooManyFeeds(Exception):
    """The person has as many live addresses as one may have."""


class NewFeed(NamedTuple):
    """An address as it is shown once: only the hash of its token is stored."""

    feed: CalendarFeed
    token: str


def live_feeds(owner: User) -> QuerySet[CalendarFeed]:
    """The addresses of a person that answer, newest first."""
    return CalendarFeed.objects.live().filter(owner=owner).order_by("-created_at", "-pk")


@transactional
def make_feed(scope: FeedScope, *, by: User) -> NewFeed:
    """Give a person an address of their own. Raises TooManyFeeds; Gone, if they are shut out."""
    refer_to(by)
    # Of an account that ends at this moment no address is left over.
    if not lock_person(by.pk).is_active:
        raise Gone
    if live_feeds(by).count() >= MOST_FEEDS:
        raise TooManyFeeds
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed(owner=by, scope=scope, token_hash=hash_of(token))
    feed.save()
    note_event(by, "make calendar feed", by=by, after={"feed": str(feed.pk), "scope": scope})
    return NewFeed(feed, token)


@transactional
def revoke_feed(pk: ObjectId, *, by: User) -> None:
    """Let an own address answer no more, for good. Raises CalendarFeed.DoesNotExist."""
    feed = live_feeds(by).get(pk=pk)
    feed.revoked_at = timezone.now()
    feed.save()
    note_event(by, "revoke calendar feed", by=by, before={"feed": str(pk), "scope": feed.scope})


def revoke_all(owner_id: ObjectId) -> None:
    """Let no address of the person answer any more. In the transaction that ends the account."""
    live = CalendarFeed.objects.live().filter(owner_id=owner_id)
    live.update(revoked_at=timezone.now())


def hash_of(token: str) -> str:
    """What is stored of a token: it is random, so nothing slower is needed."""
    return sha256(token.encode()).hexdigest()
