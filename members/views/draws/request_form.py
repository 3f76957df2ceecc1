"""Asking for rows (DB-3), and how requests of each database are approved (DB-5)."""

from typing import NamedTuple

from bson import ObjectId
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.policies.reads import value_on
from crm.staff.access import admins, signed_in
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from crm.web.templatetags import formats
from members.databases.counts import counts_of
from members.draws import requests
from members.draws.approval import approval_text, approval_today, set_auto_approval
from members.draws.forms import ApprovalForm, AskForm, requestable
from members.draws.hoarding import Hoarding, TooManyUnworked
from members.draws.policies import HOARDING_LIMIT
from members.draws.take import NoReceiver, TooFew
from members.models import AutoApproval, DatabaseRequest, MemberDatabase, RequestStatus, RowStatus
from members.open_requests import TooManyOpen

PAGE = "requests"
# The list beside the form; the form itself offers all.
NEWEST = 10


class RequestableDatabase(NamedTuple):
    """A database that rows can be asked of, as a page shows it."""

    database: MemberDatabase
    available: str
    approval: str


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """A staff member asks for rows of a database; one that is chosen comes as `database`."""
    posted = request.method == "POST"
    initial = {name: request.GET.get(name, "") for name in ("database", "count")}
    form = AskForm(request.POST if posted else None, initial=initial)
    rows_request = _ask(request, form) if posted and form.is_valid() else None
    if rows_request is None:
        status = 422 if posted else 200
        context = {"form": form, "databases": _requestable_databases()}
        return render_page(request, "members/requests/new.html", context, "entry", status)
    messages.success(request, _success_text(rows_request))
    return redirect("members:requests")


@require_safe
@admins(PAGE)
def approval_page(request: Request) -> HttpResponse:
    """Of each database how its requests are approved, and the setting to change."""
    page = page_of(requestable(), request.GET.get("page", ""), by=("created_at", "id"))
    rule = approval_today()
    rows = [(each, approval_text(each.auto_approval, rule)) for each in page.rows]
    context = {
        "page": page,
        "rows": rows,
        "choices": AutoApproval.choices,
        "approval": approval_text("", rule),
    }
    return render_page(request, "members/requests/approval.html", context)


@require_POST
@admins(PAGE)
@limited(WRITES)
def set_approval(request: Request, pk: ObjectId) -> HttpResponse:
    """Change how the requests of a database are approved."""
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return errors.unprocessable(request, _("There is no such setting."))
    setting = AutoApproval(form.cleaned_data["auto_approval"])
    try:
        database = set_auto_approval(pk, setting, by=request.user)
    except MemberDatabase.DoesNotExist as gone:
        raise Http404 from gone
    text = approval_text(database.auto_approval, approval_today())
    messages.success(request, f"{database.name}: {text}")
    return redirect("members:request_approval")


def _ask(request: Request, form: AskForm) -> DatabaseRequest | None:
    """Ask; None and an error beside its field if that can not be."""
    chosen = form.cleaned_data
    try:
        return requests.ask(
            staff=request.user,
            database_id=chosen["database"].pk,
            count=chosen["count"],
            idempotency_key=chosen["idempotency_key"],
        )
    except TooFew as few:
        form.add_error("count", too_few_text(few))
    except Hoarding as hoarding:
        form.add_error("count", _hoarding(hoarding))
    except TooManyUnworked as many:
        form.add_error("count", _too_many(many))
    except TooManyOpen as open_requests:
        form.add_error(None, str(open_requests))
    except NoReceiver:
        form.add_error(None, _("Only staff ask for rows: admins assign them."))
    except (requests.NotRequestable, MemberDatabase.DoesNotExist):
        form.add_error("database", _("The database was deleted meanwhile: choose another one."))
    return None


def _requestable_databases() -> list[RequestableDatabase]:
    databases = list(requestable()[:NEWEST])
    counts = counts_of([each.pk for each in databases])
    rule = approval_today()
    return [
        RequestableDatabase(
            each,
            formats.decimal(counts[each.pk][RowStatus.AVAILABLE]),
            approval_text(each.auto_approval, rule),
        )
        for each in databases
    ]


def too_few_text(few: TooFew) -> str:
    eligible = ngettext(
        "Only %(count)s row can be drawn", "Only %(count)s rows can be drawn", few.eligible
    )
    excluded = ngettext("%(count)s is excluded", "%(count)s are excluded", few.excluded)
    parts = [(eligible, few.eligible), (excluded, few.excluded)]
    texts = [text % {"count": formats.decimal(count)} for text, count in parts]
    reasons = _("reserved, asked for by a colleague, or do not contact")
    return f"{texts[0]}; {texts[1]} ({reasons})." if few.excluded else f"{texts[0]}."


def _hoarding(hoarding: Hoarding) -> str:
    progress = hoarding.progress
    limit = value_on(HOARDING_LIMIT, timezone.localdate())
    words = {
        "without": formats.decimal(progress.without_status),
        "of": formats.decimal(progress.rows),
        "limit": formats.decimal(limit.normalize()),
        "batch": str(progress.batch),
    }
    return (
        _(
            "%(without)s of the %(of)s rows of your last batch (%(batch)s) have no status yet. "
            "Work on them first: at most %(limit)s %% may be left."
        )
        % words
    )


def _too_many(many: TooManyUnworked) -> str:
    words = {name: formats.decimal(value) for name, value in vars(many).items()}
    return (
        _(
            "You have %(unworked)s rows that wait for an admin or have no status yet: at most "
            "%(most)s may. Work on them first, or ask for fewer."
        )
        % words
    )


def _success_text(rows_request: DatabaseRequest) -> str:
    words = {"count": formats.decimal(rows_request.count), "database": rows_request.database_name}
    if rows_request.status == RequestStatus.APPROVED:
        return _("%(count)s rows of %(database)s are yours now.") % words
    return _("You have asked for %(count)s rows of %(database)s. An admin decides.") % words
