"""The bonuses of a month (BO-7)."""

from django.views.decorators.http import require_safe

from crm.staff.access import admins
from crm.web.partials import render_page


@require_safe
@admins("bonuses")
def month(request):
    """Everybody with records in the month, by total bonus."""
    return render_page(request, "bonuses/month.html")
