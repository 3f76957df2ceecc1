"""The digital card: its number, its codes, and the token that staff scan (LM-11)."""

import secrets
from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple, cast

import segno
from bson import ObjectId
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from pymongo import ReturnDocument

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.staff.models import User
from loyalty.accounts.actor import THE_MEMBER
from loyalty.members.own import refuse_own
from loyalty.models import Card, Member
from loyalty.models.accounts import DigitalCard
from loyalty.rules.barcodes import Bar, ean13_bars
from loyalty.rules.cards import card_number

# 128 bits at random.
TOKEN_BYTES = 16
QUIET_ZONE = 4


class Squares(NamedTuple):
    """A QR code to be drawn, in modules."""

    modules: int
    path: str


class ShownCard(NamedTuple):
    """What the page of the card shows, and what it holds without a network."""

    number: str
    first_name: str
    # None of a number that is no EAN-13.
    bars: list[Bar]
    # None while it is withdrawn.
    qr: Squares | None


def shown_card(member: Member, request: HttpRequest) -> ShownCard | None:
    """The card of a member as her page shows it; None if she has none. May write her token."""
    card = next(iter(cards_of_member(member.pk)), None)
    if card is None:
        return None
    token = token_of(member)
    qr = qr_code(public_address(request, "card_scan", token)) if token else None
    number = card_number(card.number)
    bars = ean13_bars(number) if number.is_barcode else []
    return ShownCard(card.number, first_name(member), bars, qr)


def cards_of_member(member_id: ObjectId) -> list[Card]:
    """All cards of a member, those first that tills read."""
    return list(Card.objects.filter(member_id=member_id).order_by("-is_active", "since", "number"))


def first_name(member: Member) -> str:
    """By what staff and the page call her: no surname, unless she has only one."""
    return (member.name or member.surname).split(" ")[0]


def token_of(member: Member) -> str | None:
    """The token of her code, made when it is first asked for; None while it is withdrawn.

    Of two at once one is stored.
    """
    held = collection(DigitalCard).find_one_and_update(
        {"_id": member.pk},
        {"$setOnInsert": _new_token(is_withdrawn=False)},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=current_session(),
    )
    # An upsert always answers with the row.
    row = cast(dict, held)
    return None if row.get("is_withdrawn") else row["token"]


def has_withdrawn_code(member: Member) -> bool:
    """Whether her card has no code for staff to scan, until she or an admin makes one."""
    return DigitalCard.objects.filter(pk=member.pk, is_withdrawn=True).exists()


@transactional
def renew_token(member: Member, *, by: User) -> None:
    """A new token; the code before opens nothing any more.

    `by` is the member, or an admin. Raises MemberRefused for one's own record.
    """
    _replace_token(member, "renew digital card", by, is_withdrawn=False)


@transactional
def withdraw_token(member: Member, *, by: User) -> None:
    """No token in the place of the one before, which opens nothing any more. Raises the same."""
    _replace_token(member, "withdraw digital card", by, is_withdrawn=True)


def _replace_token(member: Member, verb: str, by: User, *, is_withdrawn: bool) -> None:
    if by is not THE_MEMBER:
        refuse_own(by, member)
    collection(DigitalCard).update_one(
        {"_id": member.pk},
        {"$set": _new_token(is_withdrawn=is_withdrawn)},
        upsert=True,
        session=current_session(),
    )
    note_event(member, verb, by=by)


def _new_token(*, is_withdrawn: bool) -> dict[str, Any]:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return {"token": token, "since": timezone.now(), "is_withdrawn": is_withdrawn}


def member_scanned(token: str) -> Member | None:
    """Whose code it is; None for one that was renewed or withdrawn, or never was.

    Of who was merged it is the one she is now (LM-14).
    """
    held = first_stored(DigitalCard, {"token": token})
    members = Member.objects.select_related("programme")
    member = members.filter(pk=held.pk).first() if held else None
    while member and member.merged_into_id:
        member = members.filter(pk=member.merged_into_id).first()
    return member


def qr_code(text: str) -> Squares:
    """A QR code with its quiet zone."""
    rows = list(segno.make(text, micro=False).matrix_iter(border=QUIET_ZONE))
    return Squares(len(rows), "".join(_ink(row, y) for y, row in enumerate(rows)))


def public_address(request: HttpRequest, view: str, *arguments: object) -> str:
    """The address of a page as others reach it: by the setting, else as this request came."""
    return public_base(request) + reverse(view, args=arguments)


def public_base(request: HttpRequest) -> str:
    """The beginning of such addresses, without a slash at its end."""
    return (settings.PUBLIC_ADDRESS or request.build_absolute_uri("/")).rstrip("/")


def _ink(modules: Iterable[int], y: int) -> str:
    """The path of the dark modules of one row, those side by side as one."""
    path, x = "", 0
    for is_dark, run in groupby(modules):
        width = len(list(run))
        if is_dark:
            path += f"M{x} {y}h{width}v1h-{width}z"
        x += width
    return path
