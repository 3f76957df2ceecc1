"""History in the reader's words."""

from django.utils.translation import gettext as _

from crm.audit.models import Event
from crm.audit.record import SYSTEM
from crm.audit.strangers import STRANGER
from crm.registry.history_words import VERBS
from loyalty.accounts.actor import THE_MEMBER


def verb_text(event: Event) -> str:
    """What was done."""
    return str(VERBS.get(event.verb, event.verb))


def actor_text(event: Event) -> str:
    """Who has done it."""
    nobody = {
        SYSTEM: _("system"),
        STRANGER.name: _("not signed in"),
        THE_MEMBER.name: _("the member"),
    }
    return event.actor_name if event.actor_id else nobody.get(event.actor_name, event.actor_name)


def verbs_by_word() -> dict[str, list[str]]:
    """The stored verbs by what the reader calls them: some are called the same."""
    words: dict[str, list[str]] = {}
    for verb, word in VERBS.items():
        words.setdefault(str(word), []).append(verb)
    return words
