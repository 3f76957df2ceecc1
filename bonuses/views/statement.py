"""A person's own month (BO-9)."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bonuses.views.person import statement_page
from crm.staff.access import signed_in
from crm.staff.requests import Request


@require_safe
@signed_in("bonuses")
def statement(request: Request) -> HttpResponse:
    """The same figures that admins see of this person."""
    return statement_page(request, request.user)
