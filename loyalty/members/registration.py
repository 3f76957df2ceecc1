"""What members bring: the overview of a programme, their list, search, and the way to customers."""

from django.utils.translation import gettext_lazy as _

import loyalty.members.receivers  # noqa: F401
from crm.filters import lists
from crm.registry import customers, menu, search
from crm.registry.menu import MenuEntry
from crm.registry.runs import backups
from crm.registry.search import SearchGroup
from loyalty import pages
from loyalty.members.erasure import ERASED_MEMBER, erase_members_again
from loyalty.members.forms import MemberFilter
from loyalty.members.page.customers import key_of_link
from loyalty.members.search.palette import search_loyalty_members
from loyalty.overview import cards
from loyalty.overview.buyers import buyer_cards
from loyalty.overview.members import member_cards

MEMBER_COLUMNS = {
    "cards": _("Cards"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "place": _("Place"),
}

pages.register("loyalty", _("Loyalty"), 80)
pages.register("loyalty_members", _("Loyalty members"), 81)
menu.register("loyalty", 10, MenuEntry("loyalty:overview", "badge-check", _("Loyalty overview")))
menu.register("loyalty", 20, MenuEntry("loyalty:members", "users", _("Loyalty members")))
menu.register_other(
    MenuEntry("loyalty:member_new", "user-plus", _("New member")),
    MenuEntry("loyalty:same_members", "users", _("Members who may be the same")),
)
cards.register(10, member_cards)
cards.register(15, buyer_cards)
lists.register(
    "loyalty_members",
    "loyalty:members",
    fields=MemberFilter.base_fields,
    columns=MEMBER_COLUMNS,
    sent_as=MemberFilter.sent_as,
)
group = SearchGroup(
    "loyalty_members", _("Loyalty members"), search_loyalty_members, is_of_customers=True
)
search.register(25, group)
customers.register_source("loyalty-link", key_of_link)
backups.erasures(ERASED_MEMBER, erase_members_again)
