"""Customer bonus checks: staff claim and see their own, admins see all (BC-1, BC-4)."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_ratelimit.decorators import ratelimit

from bonuses.claims.checks import ClaimRefused, submit
from bonuses.forms import CheckForm, ClaimFilter, Claims
from bonuses.models import CheckStatus, CustomerCheck
from bonuses.views.deciding import CLAIMS
from crm.calendar import add_months
from crm.staff.access import admins, signed_in
from crm.staff.accounts.display_names import names_of_everybody, present_names
from crm.staff.requests import Request
from crm.staff.rules.roles import STAFF
from crm.web import errors
from crm.web.files.downloads import few_downloads_at_once
from crm.web.files.exports import TypedText, csv_file, xlsx_file
from crm.web.lists import selection
from crm.web.lists.chips import chips_of
from crm.web.lists.decisions import decide_selected
from crm.web.lists.months import months
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from crm.web.templatetags import formats
from members.policies import grace_on

PAGE = "checks"
MINE, ALL = "bonuses/my_checks.html", "bonuses/checks.html"
ORDER = ("submitted_at", "id")
NEWEST_FIRST = ("-submitted_at", "-id")
FORMATS = {"csv": csv_file, "xlsx": xlsx_file}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
def checks(request: Request) -> HttpResponse:
    """Staff see their own, admins all. By a POST staff claim and admins decide about ticked."""
    posts = request.method == "POST"
    if request.user.role == STAFF:
        return _claim(request) if posts else _mine(request)
    form = _filter(request)
    if not form.is_valid():
        return render_page(request, ALL, {"form": form}, part="checks", status=422)
    return _decide(request, form) if posts else _everybody(request, form)


@require_GET
@admins(PAGE)
@ratelimit(key="user", rate="20/m")
@few_downloads_at_once
def export(request: Request) -> HttpResponseBase:
    """The same filter as a file: `format` csv or xlsx."""
    form, write = _filter(request), FORMATS.get(request.GET.get("format", "csv"))
    if not write or not form.is_valid():
        return errors.unprocessable(request, _("There is no such file to download."))
    header = ["no", "customer", "product", "staff", "submitted_at", "month", "status"]
    claims = form.claims().rows().order_by(*NEWEST_FIRST).iterator()
    names = names_of_everybody()
    rows = ([number, *_file_row(check, names)] for number, check in enumerate(claims, 1))
    return write(f"bonus-checks-{form.cleaned_data['month']}", header, rows)


def _claim(request: Request) -> HttpResponse:
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _mine(request, form, status=422)
    try:
        claim = submit(staff=request.user, **form.cleaned_data)
    except ClaimRefused as refused:
        # An ordinary answer that says why, not an error (BC-1).
        form.add_error("customer_id", _refusal(refused, form.cleaned_data))
        return _mine(request, form)
    messages.success(request, _("Claimed: %s. An admin decides.") % claim.customer_id)
    return redirect("bonuses:checks")


def _mine(request: Request, form: CheckForm | None = None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    chosen = months(request.GET.get("month", ""), first=add_months(today, -11), last=today)
    mine = CustomerCheck.objects.filter(staff=request.user, month=chosen.chosen)
    context = {
        "form": form or CheckForm(),
        "months": chosen,
        "page": page_of(mine, request.GET.get("page", ""), by=ORDER),
        "grace": grace_on(today),
    }
    return render_page(request, MINE, context, part=("mine", "checks"), status=status)


def _everybody(
    request: Request, form: ClaimFilter, status: int = 200, **result: Any
) -> HttpResponse:
    claims = form.claims()
    waiting = claims.rows().filter(status=CheckStatus.SUBMITTED)
    context = result | {
        "form": form,
        "chips": chips_of(form),
        "names": form.staff_names,
        "page": page_of(claims.rows(), request.GET.get("page", ""), by=ORDER),
        "people": _counted(claims),
        **selection.choice_of_all(request, waiting),
    }
    return render_page(request, ALL, context, part="checks", status=status)


def _decide(request: Request, form: ClaimFilter) -> HttpResponse:
    matching = form.claims().rows().filter(status=CheckStatus.SUBMITTED).order_by(*NEWEST_FIRST)
    decide = partial(decide_selected, request, CLAIMS, matching)
    return selection.page_with_outcomes(partial(_everybody, request, form), decide)


def _filter(request: Request) -> ClaimFilter:
    first = CustomerCheck.objects.order_by("month").values_list("month", flat=True).first()
    return ClaimFilter(request.GET, first=first or timezone.localdate())


def _counted(claims: Claims) -> list[dict]:
    """How many claims of each person are in each state, by name; each links to them."""
    rows = claims.of_everybody().order_by().values("staff_id", "status")
    people: dict = {}
    for row in rows.annotate(count=Count("pk")):
        person = people.setdefault(row["staff_id"], {"pk": row["staff_id"], "counts": {}})
        counts = person["counts"]
        counts[row["status"]] = counts.get(row["status"], 0) + row["count"]
    names = present_names(people)
    for person in people.values():
        person["name"] = names[person["pk"]]
        counts = person["counts"]
        person["cells"] = [
            {"status": value, "label": label, "count": counts.get(value, 0)}
            for value, label in CheckStatus.choices
        ]
        person["all"] = sum(counts.values())
    return sorted(people.values(), key=lambda person: person["name"])


def _refusal(refused: ClaimRefused, claim: dict) -> str:
    """Why the claim that was typed does not hold, in words."""
    words = {"customer": claim["customer_id"], "product": claim["product"].name}
    if refused.why == "submitted":
        return _("You have already claimed %(customer)s in %(product)s this month.") % words
    if refused.why == "not-reserved":
        return _("You have no approved reservation of %(customer)s in %(product)s.") % words
    words |= {"since": formats.day(refused.facts["since"]), "days": refused.facts["days"]}
    words["grace"] = refused.facts["grace"]
    return (
        _(
            "Your reservation of %(customer)s has run out: it lasts %(grace)d days after the last "
            "deposit (or the approval, if there is none), and that was on %(since)s, %(days)d "
            "days ago."
        )
        % words
    )


def _file_row(check: CustomerCheck, names: dict[str, str]) -> list:
    at = timezone.localtime(check.submitted_at)
    # An account that was opened this very moment is not among the names.
    staff = names.get(str(check.staff_id), check.staff_name)
    return [
        *map(TypedText, (check.customer_id, check.product_name, staff)),
        *(f"{at:%Y-%m-%d %H:%M}", f"{check.month:%Y-%m}", check.status),
    ]
