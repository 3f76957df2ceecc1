"""What accounts of members bring: the queue of disputes, pages of the menu."""

from django.utils.translation import gettext_lazy as _

from crm.registry import history_words, menu, queues, secret_addresses
from crm.registry.menu import MenuEntry
from crm.registry.queues import Queue
from crm.registry.runs import backups, jobs
from loyalty import pages
from loyalty.accounts.disputes import open_disputes
from loyalty.accounts.jobs import send_links
from loyalty.models import MemberSession

# Links that open an account, cards and links to join: no log has them.
for prefix in ("/me/password/", "/me/confirm/", "/c/", "/join/"):
    secret_addresses.register(prefix)
history_words.register(
    {},
    {
        "open account": _("Account opened"),
        "give contact": _("Contact given"),
        "confirm contact": _("Contact confirmed"),
        "choose password": _("Password chosen"),
        "hand over link": _("One-time link handed over"),
        "fields ignored": _("Fields sent that no form has"),
        "renew digital card": _("Digital card renewed"),
        "withdraw digital card": _("Code of the digital card withdrawn"),
        "renew join link": _("Join link renewed"),
        "look at questions": _("Birth date and last purchases looked at"),
        "open dispute": _("Card disputed"),
        "hand over card": _("Card handed over"),
        "refuse dispute": _("Dispute refused"),
    },
)
jobs.register("send-password-links", _("Mails to choose a password"), send_links)
pages.register("disputes", _("Disputed cards"), 88)
queues.register(
    90,
    Queue(
        page="disputes",
        view="loyalty:disputes",
        decided_at="loyalty:dispute_refuse",
        label=_("Disputed cards"),
        waiting=open_disputes,
    ),
)
menu.register(
    "loyalty",
    95,
    MenuEntry("loyalty:disputes", "shield-check", _("Disputed cards")),
)
menu.register("loyalty", 96, MenuEntry("loyalty:join_links", "user-plus", _("Links to join")))
# As the sessions of staff: who holds one is signed in.
backups.leave_out(MemberSession._meta.db_table)
