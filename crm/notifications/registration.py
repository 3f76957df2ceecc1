from django.utils.translation import gettext_lazy as _

from crm.registry import menu
from crm.registry.menu import MenuEntry

menu.register_other(MenuEntry("notifications:list", "bell", _("Notifications")))
