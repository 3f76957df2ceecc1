"""A programme at a glance: its figures, each of which opens what it counts."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.partials import render_page
from loyalty.overview.cards import cards_of
from loyalty.views.choice import programme_choice

PAGE = "loyalty"


@require_safe
@admins(PAGE)
def overview(request: Request) -> HttpResponse:
    """The figures of one programme."""
    choice = programme_choice(request)
    cards = cards_of(choice.chosen, request.user) if choice.chosen else []
    context = {"choice": choice, "programme": choice.chosen, "cards": cards}
    return render_page(request, "loyalty/overview.html", context)
