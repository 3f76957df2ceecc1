"""What the palette finds among members: by card, name, e-mail or phone, as their list does."""

from collections.abc import Iterator
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.registry.search import Hit
from crm.staff.access import is_open
from crm.staff.models import User
from loyalty.members.reads import members_matching
from loyalty.members.visible import visible_match
from loyalty.models import Member, Programme
from loyalty.rules.search import is_searchable

MOST = 8


def search_loyalty_members(user: User, text: str) -> Iterator[Hit]:
    """Members of every programme whom this person may see."""
    if not is_open(user, "loyalty:member") or not is_searchable(text):
        return
    yield from islice(_hits(user, text), MOST)


def _hits(user: User, text: str) -> Iterator[Hit]:
    visible = visible_match(user)
    for programme in Programme.objects.order_by("name_key"):
        for member in members_matching(programme, text, visible):
            url = reverse("loyalty:member", args=[member.pk])
            yield Hit(_label(member), "user", url, note=programme.name)


def _label(member: Member) -> str:
    if member.is_erased:
        return _("Erased member %s") % member.number
    return str(member)
