"""A person's month: the same page for admins and for the person (BO-6, BO-9, case 26)."""

from bson import ObjectId
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from bonuses import links
from bonuses.statements import tables
from bonuses.statements.columns import figure_cells, figure_columns
from bonuses.statements.days import earned_texts
from bonuses.statements.person import PersonMonth, person_month
from bonuses.views.chosen_month import months_of
from crm.staff.access import admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.partials import render_page


@require_safe
@admins("bonuses")
def person(request: Request, pk: ObjectId) -> HttpResponse:
    """Somebody's month, for admins. 404 for nobody."""
    return statement_page(request, person_or_404(pk))


def statement_page(request: Request, person: User) -> HttpResponse:
    """The month of `person` as closed, else as the ledger is now."""
    months = months_of(request)
    statement = person_month(person.pk, person.name, months.chosen, request.GET.get("currency", ""))
    context = {"person": person, "months": months, **parts(request.user, statement)}
    return render_page(request, "bonuses/person.html", context, part="month")


def person_or_404(pk: ObjectId) -> User:
    """The account, by its names alone. Raises Http404."""
    person = User.objects.filter(pk=pk).only("name", "username").first()
    if person is None:
        raise Http404
    return person


def parts(user: User, statement: PersonMonth) -> dict:
    """What templates/bonuses/person.html shows."""
    staff = statement.line.staff_id
    names = ("total", "records", "ndp", "rdp")
    columns = figure_columns(statement.plan.currency, statement.others)
    figures = figure_cells(statement.line, columns)
    return {
        "statement": statement,
        "display": statement.display,
        "query": f"?month={statement.month:%Y-%m}",
        "line": statement.line,
        "currency": statement.plan.currency,
        "urls": {name: links.of_figure(user, name, staff, statement.month) for name in names},
        "days": earned_texts(user, statement),
        "thresholds": [
            (row, row == statement.reached, row == statement.next) for row in statement.thresholds
        ],
        "adjusted": [cell for cell in figures if cell.column.name.startswith("adjusted")],
        "to_pay": [cell for cell in figures if cell.column.name.startswith("to_pay")],
        "to_pay_text": tables.to_pay_text(statement),
        "texts_now": tables.texts_of_now(statement),
    }
