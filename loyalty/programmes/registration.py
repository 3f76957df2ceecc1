"""What programmes bring: their page and their place in the menu."""

from django.utils.translation import gettext_lazy as _

from crm.registry import menu
from crm.registry.menu import MenuEntry
from loyalty import pages

pages.register("loyalty_programmes", _("Programmes"), 86)
menu.register("loyalty", 80, MenuEntry("loyalty:programmes", "gift", _("Programmes")))
