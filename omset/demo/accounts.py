"""The demo's accounts and products, and telling them from real ones."""

import secrets
from functools import cache
from typing import Any, NamedTuple

from bson import ObjectId
from django.db.models import QuerySet

from crm.audit.models import Event
from crm.audit.record import note_about
from crm.mongo.transaction import transactional
from crm.mongo.unions import UnionPart, rows_part
from crm.staff import catalogue
from crm.staff.accounts import people
from crm.staff.models import Product, User
from omset.demo import cast
from omset.models import OmsetRecord

# On every demo record, and the subject of the demo's history.
DEMO_BATCH = "0dec0de00dec0de00dec0de0"
SUBJECT_TYPE = "omset.demo"
BEGUN, FILLED = "demo begun", "demo filled"


class RealData(Exception):
    """The database holds an account, product or deposit that the demo has not made."""


class DemoLogin(NamedTuple):
    username: str
    role: str
    password: str


def refuse_real_data() -> None:
    """Raise RealData unless everything here was made by the demo."""
    own = [ObjectId(pk) for event in _events(BEGUN) for pk in event.after["made"]]
    for model in (User, Product):
        if real := model.objects.exclude(pk__in=own).first():
            raise RealData(f"{model._meta.verbose_name} “{real}”")
    if real := OmsetRecord.objects.exclude(batch=DEMO_BATCH).first():
        raise RealData(f"deposit “{real}”")


@transactional
def begin_demo(**plan: Any) -> dict:
    """Write the accounts, without passwords, and the products; returns the plan to carry out.

    If they are there already it is the plan they were begun with: an interrupted run is finished.
    """
    beginning = _events(BEGUN).first()
    if beginning:
        return {name: beginning.after[name] for name in plan}
    created: list[User | Product] = [
        people.create(by=None, username=username, password=None, role=role, name=name)
        for role, names in cast.BY_ROLE.items()
        for username, name in names.items()
    ]
    created += [catalogue.create(by=None, name=name) for name in cast.PRODUCTS]
    note_in_history(BEGUN, made=[str(thing.pk) for thing in created], **plan)
    return plan


@transactional
def renew_passwords() -> list[DemoLogin]:
    """Give each of the demo's accounts a password of its own, at random, and return them."""
    logins = []
    for user in User.objects.filter(is_active=True):
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.save(update_fields=["password"])
        logins.append(DemoLogin(user.username, user.role, password))
    order = list(cast.BY_ROLE)
    return sorted(logins, key=lambda login: (-order.index(login.role), login.username))


def note_in_history(verb: str, **after: Any) -> None:
    """Add to the demo's history."""
    note_about(ObjectId(DEMO_BATCH), SUBJECT_TYPE, verb, after=after)


def is_noted(verb: str) -> bool:
    """Whether the history of the demo has an event `verb`."""
    return _events(verb).exists()


@cache
def demo_part() -> UnionPart:
    """A row if the demo was begun here, to be read together with something else (LI-19).

    The same at any time, so it is composed once.
    """
    return rows_part(_events(BEGUN).values("verb")[:1])


def _events(verb: str) -> QuerySet[Event]:
    return Event.objects.filter(subject=ObjectId(DEMO_BATCH), verb=verb)
