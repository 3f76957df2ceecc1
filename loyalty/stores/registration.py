"""What stores bring: their page and their place in the menu."""

from django.utils.translation import gettext_lazy as _

from crm.registry import menu
from crm.registry.menu import MenuEntry
from loyalty import pages

pages.register("loyalty_stores", _("Stores"), 87)
menu.register("loyalty", 90, MenuEntry("loyalty:stores", "house", _("Stores")))
