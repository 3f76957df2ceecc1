"""A person's own month (BO-9)."""

from django.views.decorators.http import require_safe

from crm.staff.access import signed_in
from crm.web.partials import render_page


@require_safe
@signed_in("bonuses")
def statement(request):
    """The same figures that admins see of this person."""
    return render_page(request, "bonuses/person.html")
