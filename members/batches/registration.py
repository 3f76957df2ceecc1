"""What batches bring: pages, menu, badges, texts, policies."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from crm.notifications import messages
from crm.registry import menu, pages, policies, queues
from crm.registry.menu import MenuEntry, Often
from crm.registry.queues import PersonalCount
from crm.staff.rules import roles
from members.batches.invalid_rows.policies import MOST, PAGE, REPLACES
from members.batches.unseen import unseen_part
from members.models import DatabaseKind


def _register_menu() -> None:
    mine = MenuEntry(
        "members:mine", "phone", _("My batches"), only=roles.STAFF, often=Often(staff=25)
    )
    menu.register("members", 15, mine)
    menu.register("members", 25, MenuEntry("members:batches", "users", _("Batches")))
    menu.register_other(
        MenuEntry("members:invalid", "circle-alert", _("Invalid rows")),
        MenuEntry("members:reveals", "eye", _("Masked cells looked at")),
    )
    for place, kind, view, label in (
        (16, DatabaseKind.BONANZA, "members:mine_bonanza", "DB Bonanza"),
        (17, DatabaseKind.WD, "members:mine_wd", "Member WD"),
    ):
        entry = MenuEntry(view, "gift", label, only=roles.STAFF, badge=kind.value)
        menu.register("members", place, entry)
        count = PersonalCount(kind.value, roles.STAFF, partial(unseen_part, kind=kind))
        queues.register_personal(count)


def _register_messages() -> None:
    messages.register(
        "rows-invalid",
        _("%(staff)s says that rows of %(database)s are invalid: decide what becomes of them."),
        decided_at="members:invalid",
    )
    messages.register(
        "many-reveals",
        _("%(staff)s has looked at more than %(number)s masked cells on %(date)s."),
        decided_at="members:reveals",
    )


pages.register(PAGE, _("Batches"), 64)
_register_menu()
_register_messages()
for policy in (*REPLACES.values(), *MOST.values()):
    policies.register(policy)
    policies.register_pages(policy, "members:batches", "members:invalid")
