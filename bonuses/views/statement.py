"""A person's own month (BO-9)."""

from django.views.decorators.http import require_safe

from bonuses.views.person import statement_page
from crm.staff.access import signed_in


@require_safe
@signed_in("bonuses")
def statement(request):
    """The same figures that admins see of this person."""
    return statement_page(request, request.user)
