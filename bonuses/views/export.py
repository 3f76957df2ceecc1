"""Months as files to download: workbook, CSV, and a PDF for each person (BO-10)."""

from bson import ObjectId
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django_ratelimit.decorators import ratelimit

from bonuses.statements.export import summary, workbook
from bonuses.statements.pdf import statement_pdf
from bonuses.statements.person import person_month
from bonuses.statements.sheet import month_sheet
from bonuses.views.chosen_month import months_of
from bonuses.views.person import person_or_404
from crm.staff.access import admins, signed_in
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.files import exports

RATE = "10/m"


@require_safe
@admins("bonuses")
@ratelimit(key="user", rate=RATE)
def export(request: Request) -> HttpResponseBase:
    """The month on the screen, as a workbook or, with `format=csv`, as one table."""
    month = months_of(request).chosen
    sheet = month_sheet(month, request.GET.get("currency", ""))
    name = f"bonuses-{month:%Y-%m}{'-closed' if sheet.closing else ''}"
    if request.GET.get("format") == "csv":
        return exports.csv_file(name, *summary(sheet))
    return exports.workbook_file(name, workbook(sheet))


@require_safe
@admins("bonuses")
@ratelimit(key="user", rate=RATE)
def pdf(request: Request, pk: ObjectId) -> HttpResponse:
    """Somebody's statement, for admins. 404 for nobody."""
    return _pdf(request, person_or_404(pk))


@require_safe
@signed_in("bonuses")
@ratelimit(key="user", rate=RATE)
def own_pdf(request: Request) -> HttpResponse:
    """A person's own statement."""
    return _pdf(request, request.user)


def _pdf(request: Request, person: User) -> HttpResponse:
    month = months_of(request).chosen
    statement = person_month(person.pk, person.name, month, request.GET.get("currency", ""))
    content = statement_pdf(statement, statement.line.name, person.username)
    name = content_disposition_header(True, f"bonus-{person.username}-{month:%Y-%m}.pdf")
    headers = {"Content-Disposition": name}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
