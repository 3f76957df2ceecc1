"""Why somebody decides as they do: a text that a form must hold, and how long it may be."""

from django.http import HttpRequest

from crm.web.texts.visible import visible_text

# As many characters as the stored fields take.
LONGEST_REASON = 500


def posted_reason(request: HttpRequest) -> str:
    """The reason in the posted form; "" if there is none, or too much of it."""
    return fitting_reason(request.POST.get("reason", ""))


def fitting_reason(text: str) -> str:
    """The text as people see it; "" if it shows nothing or is too long."""
    reason = visible_text(text)
    return reason if len(reason) <= LONGEST_REASON else ""
