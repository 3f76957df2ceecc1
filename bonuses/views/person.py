"""A person's month: the same page for admins and for the person (BO-6, BO-9, case 26)."""

from bson import ObjectId
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from bonuses import links
from bonuses.statements import tables
from bonuses.statements.columns import cells, columns
from bonuses.statements.person import Personal, personal
from bonuses.views.asked import months_of
from crm.staff.access import admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.partials import render_page


@require_safe
@admins("bonuses")
def person(request: Request, pk: ObjectId) -> HttpResponse:
    """Somebody's month, for admins. 404 for nobody."""
    return statement_page(request, person_or_404(pk))


def statement_page(request: Request, person: User):
    """The month of `person` as closed, else as the ledger is now."""
    months = months_of(request)
    found = personal(person.pk, person.name, months.chosen, request.GET.get("currency", ""))
    context = {"person": person, "months": months, **parts(request.user, found)}
    return render_page(request, "bonuses/person.html", context, part="month")


def person_or_404(pk: ObjectId) -> User:
    found = User.objects.filter(pk=pk).only("name", "username").first()
    if found is None:
        raise Http404
    return found


def parts(user: User, found: Personal) -> dict:
    """What templates/bonuses/person.html shows."""
    staff = found.line.staff_id
    names = ("total", "records", "ndp", "rdp")
    figures = cells(found.line, columns(found.plan.currency, found.others))
    return {
        "found": found,
        "shown": found.shown,
        "query": f"?month={found.month:%Y-%m}",
        "line": found.line,
        "currency": found.plan.currency,
        "urls": {name: links.of_figure(user, name, staff, found.month) for name in names},
        "days": [(day, links.of_day(user, staff, day.date)) for day in found.days],
        "main": [(row, row == found.reached, row == found.next) for row in found.thresholds],
        "adjusted": [cell for cell in figures if cell.column.name.startswith("adjusted")],
        "to_pay": [cell for cell in figures if cell.column.name.startswith("to_pay")],
        "sentence": tables.to_pay(found),
        "now": tables.now_beside(found),
    }
