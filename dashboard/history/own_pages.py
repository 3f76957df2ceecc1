"""What was done to a person or a product, on its own page, for who may open that."""

from django.db.models import Model
from django.template import Context

from crm.audit.models import Event
from crm.registry.notices import Notice

# The newest; all of it is on the page of history.
SHOWN = 30


def history_of(_context: Context, subject: Model) -> Notice:
    """The last events about the subject, newest first. One command."""
    events = Event.objects.about(subject).reverse()[:SHOWN]
    return Notice("dashboard/own_history.html", {"events": events})
