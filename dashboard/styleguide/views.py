"""The style guide: every component beside the very source that makes it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.constants import DEFAULT_TAGS
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import Engine
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.staff.access import admins, signed_in
from crm.staff.requests import Request
from crm.web.partials import render_page
from dashboard.styleguide.samples import samples

SECTIONS = (
    ("colours", gettext_lazy("Colours and text"), ("colours", "text")),
    ("buttons", gettext_lazy("Buttons"), ("buttons", "buttons_small", "buttons_busy", "copy")),
    ("badges", gettext_lazy("Badges"), ("badges",)),
    ("figures", gettext_lazy("Figures"), ("figures",)),
    ("tables", gettext_lazy("Tables"), ("table", "table_compact", "paging")),
    ("lists", gettext_lazy("Lists without rows"), ("empty", "table_loading", "table_error")),
    ("forms", gettext_lazy("Forms"), ("form", "filters", "month")),
    ("dialogs", gettext_lazy("Dialogs"), ("confirm", "reason", "confirm_shared")),
    ("notices", gettext_lazy("Notices and toasts"), ("notices", "toasts")),
    ("tabs", gettext_lazy("Tabs and chips"), ("tabs", "chips")),
    ("progress", gettext_lazy("Progress"), ("progress",)),
    ("charts", gettext_lazy("Charts"), ("chart_bars", "chart_line")),
    ("facts", gettext_lazy("Facts and history"), ("facts", "history")),
    ("codes", gettext_lazy("Codes to scan"), ("codes",)),
)
LEVELS = {name: level for level, name in DEFAULT_TAGS.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@(signed_in() if settings.DEBUG else admins())
def styleguide(request: Request) -> HttpResponse:
    """The guide; what its examples send is answered with a toast and changes nothing."""
    if request.method == "POST":
        return _answer(request)
    return render_page(
        request, "styleguide/guide.html", samples(request.GET) | {"sections": _sections()}
    )


def _answer(request: Request) -> HttpResponse:
    level = LEVELS.get(request.POST.get("level", ""), messages.INFO)
    messages.add_message(request, level, _("Nothing was changed: this is the style guide."))
    return HttpResponse(status=204) if request.htmx else redirect("dashboard:styleguide")


def _sections() -> list[dict]:
    return [
        {"id": anchor, "label": label, "examples": [_example(name) for name in names]}
        for anchor, label, names in SECTIONS
    ]


def _example(name: str) -> dict:
    """An example's template, and its source as it is in that file."""
    template = Engine.get_default().get_template(f"styleguide/examples/{name}.html")
    return {"name": name, "template": template, "source": template.source.strip()}
