"""Managing accounts (RO-1 to RO-5, RO-8, RO-12). Each verb is one transaction and leaves history.

`by` is the person who acts; each verb raises NotAllowed if the rules do not let them.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from bson import ObjectId
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404

from crm.mongo.transaction import transactional
from crm.staff.accounts.display_names import look_key, take_name
from crm.staff.accounts.hand_over import lock_person
from crm.staff.accounts.password_links import drop_token, new_token, take_token
from crm.staff.models import User
from crm.staff.rules import roles
from crm.staff.signals import changed, leaving, renamed
from crm.staff.usage import InUse, refuse_if_used, remove

# What decides whether somebody may be given rows and customers.
OF_RIGHTS = {"role", "is_active"}
TRACKED = ("username", "name", "email", "role", "is_active", "blocked_pages")


class NotAllowed(PermissionDenied):
    """The order of the roles refuses it (RO-1 to RO-4); answered with 403."""


class NoPagesToBlock(BadRequest):
    """Only a master admin blocks pages, and only an admin's (RO-5); answered with 400."""


class SpentToken(Exception):
    """The address to choose a password by is used, replaced or too old, or a right has ended."""


class Invitation(NamedTuple):
    """An account whose owner chooses a password by the token, which is known this once."""

    person: User
    token: str


class HasSignedIn(InUse):
    """The account can not be deleted: somebody has worked with it, and history names it."""

    def __init__(self) -> None:
        super().__init__([])


@transactional
def create(
    *,
    by: User | None,
    username: str,
    password: str | None,
    role: str = roles.STAFF,
    name: str = "",
    email: str | None = None,
) -> User:
    """Write and return a new account (RO-3). `by` None is the command line, which may all.

    Raises DisplayNameTaken if somebody is called so.
    """
    if by and role not in roles.creatable_by(by.role):
        raise NotAllowed
    take_name(name or username)
    person = User.objects.create_user(username, password, role, name=name, email=email)
    _note(person, "create", by)
    return person


@transactional
def edit(pk: ObjectId, *, by: User, name: str, email: str | None, role: str) -> User:
    """Change somebody's name, e-mail and role (RO-2). Raises DisplayNameTaken."""
    person = _managed(pk, by)
    if role not in roles.below(by.role):
        raise NotAllowed
    # Blocked pages are an admin's; they must not come back with a later promotion.
    blocked = person.blocked_pages if role == roles.ADMIN else []
    return _write(person, "edit", by, name=name, email=email, role=role, blocked_pages=blocked)


@transactional
def edit_own_profile(pk: ObjectId, **fields: Any) -> User:
    """Change one's own name, e-mail, language, theme (RO-8). Raises DisplayNameTaken."""
    person = User.objects.get(pk=pk)
    return _write(person, "profile", person, **fields)


@transactional
def invite(*, by: User, **account: Any) -> Invitation:
    """Write a new account (RO-3) without a password: its owner chooses one by the token.

    Raises DisplayNameTaken if somebody is called so.
    """
    person = create(by=by, password=None, **account)
    return Invitation(person, new_token(person.pk, by=by))


@transactional
def reset_password(pk: ObjectId, *, by: User) -> Invitation:
    """Sign somebody out everywhere and end their password; they choose one by the token (SE-1).

    They and the master admins are told of it.
    """
    person = _managed(pk, by)
    if not person.is_active:
        raise NotAllowed
    person.set_unusable_password()
    _write(person, "reset password", by, sign_outs=person.sign_outs + 1)
    return Invitation(person, new_token(person.pk, by=by))


@transactional
def choose_password(token: str, password: str) -> User:
    """Let the owner of a token choose their password, once. Raises SpentToken.

    History says who made the token, and whether it was used from where that was.
    """
    chooser = take_token(token)
    if chooser is None:
        raise SpentToken
    return _with_password(chooser.person, password, "choose password", chooser.facts())


@transactional
def change_own_password(pk: ObjectId, password: str) -> User:
    """Change one's own password, which ends all of one's sessions (RO-8, SE-1)."""
    person = User.objects.get(pk=pk)
    return _with_password(person, password, "set password")


@transactional
def block_pages(pk: ObjectId, pages: Iterable[str], *, by: User) -> User:
    """Keep an admin from some pages (RO-5). Raises NoPagesToBlock for anybody else's."""
    person = User.objects.get(pk=pk)
    if not roles.pages_can_be_blocked(by.role, person.role):
        raise NoPagesToBlock
    return _write(person, "block pages", by, blocked_pages=sorted(pages))


@transactional
def deactivate(pk: ObjectId, *, by: User) -> User:
    """Keep somebody out from now on; what they did stays (RO-12)."""
    person = _managed(pk, by)
    return _write(person, "deactivate", by, is_active=False, sign_outs=person.sign_outs + 1)


@transactional
def activate(pk: ObjectId, *, by: User) -> User:
    """Let somebody sign in again; sessions from before stay ended."""
    return _write(_managed(pk, by), "activate", by, is_active=True)


@transactional
def delete(pk: ObjectId, *, by: User) -> None:
    """Remove an account that nobody has used (RO-4). Raises InUse, HasSignedIn."""
    person = _managed(pk, by)
    refuse_if_used(person)
    if person.last_login:
        raise HasSignedIn
    drop_token(person.pk)
    changed.send(User, subject=person, verb="delete", by=by, before=_facts(person), after={})
    leaving.send(User, subject=person)
    remove(person)


def _managed(pk: ObjectId, by: User) -> User:
    """The account; 404 for one that somebody else has deleted meanwhile."""
    person = get_object_or_404(User, pk=pk)
    if not by.may_manage(person):
        raise NotAllowed
    return person


def _write(person: User, verb: str, by: User, **fields: Any) -> User:
    if OF_RIGHTS & fields.keys():
        lock_person(person.pk)
    before, name = _facts(person), fields.get("name")
    if name and look_key(name) != look_key(person.name):
        take_name(name, by=person)
    if any(fields[field] != before[field] for field in OF_RIGHTS & fields.keys()):
        drop_token(person.pk)
    for field, value in fields.items():
        setattr(person, field, value)
    person.save()
    _note(person, verb, by, before)
    if person.name != before["name"]:
        renamed.send(User, subject=person)
    return person


def _with_password(person: User, password: str, verb: str, noted: dict | None = None) -> User:
    person.set_password(password)
    drop_token(person.pk)
    person.save()
    _note(person, verb, person, _facts(person), noted)
    return person


def _note(
    person: User,
    verb: str,
    by: User | None,
    before: dict | None = None,
    noted: dict | None = None,
) -> None:
    after = _facts(person) | (noted or {})
    changed.send(User, subject=person, verb=verb, by=by, before=before or {}, after=after)


def _facts(person: User) -> dict:
    return {field: getattr(person, field) for field in TRACKED}
