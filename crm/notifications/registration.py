from django.utils.translation import gettext_lazy as _

from crm.notifications import messages
from crm.notifications.sign_in import TEXTS, kind_of
from crm.registry import menu
from crm.registry.menu import MenuEntry

messages.register(
    "password-reset",
    _("%(by)s has reset your password. If you did not agree on that, tell a master admin."),
)
messages.register("password-reset-of", _("%(by)s has reset the password of %(name)s."))
messages.register("account-made", _("%(by)s has made an account for %(name)s."))
menu.register_other(MenuEntry("notifications:list", "bell", _("Notifications")))
for verb, text in TEXTS.items():
    messages.register(kind_of(verb), text)
