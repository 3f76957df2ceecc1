from django.utils.translation import gettext_lazy as _

from crm.notifications import messages
from crm.notifications.sign_in import TEXTS, kind_of
from crm.registry import menu
from crm.registry.menu import MenuEntry

menu.register_other(MenuEntry("notifications:list", "bell", _("Notifications")))
for verb, text in TEXTS.items():
    messages.register(kind_of(verb), text)
