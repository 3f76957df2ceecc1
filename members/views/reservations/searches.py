"""Looking for customers among reservations: sent, never in an address."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from crm.staff.access import admins, signed_in
from crm.staff.requests import Request
from crm.web.limits import SEARCHES, limited
from crm.web.lists.searches import chosen_in, leads_on
from members.forms import ReservationFilter
from members.views.reservations.tabs import ARCHIVE, PAGE

LIST = "members:reserved"


@require_POST
@signed_in(PAGE)
@limited(SEARCHES)
def find(request: Request) -> HttpResponse:
    """Leads on to the list with what was sent, under an address that names nobody."""
    return leads_on(request, LIST, ReservationFilter)


@require_POST
@admins(PAGE)
@limited(SEARCHES)
def find_archived(request: Request) -> HttpResponse:
    """The same for the archive."""
    return leads_on(request, ARCHIVE, ReservationFilter)


def filter_of(request: Request) -> ReservationFilter:
    """The filter of the address, with the text that its number stands for."""
    return ReservationFilter(chosen_in(request, ReservationFilter))
