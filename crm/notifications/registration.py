from django.utils.translation import gettext_lazy as _

from crm.registry import menu
from crm.registry.menu import Entry

menu.register_other(Entry("notifications:list", "bell", _("Notifications")))
