"""Distributing rows among those present, and who got what of it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bson import ObjectId
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.mongo.rows import object_id
from crm.staff.access import admins
from crm.staff.accounts.display_names import names_of_everybody
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.limits import MANY, limited
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from crm.web.templatetags import formats
from members.distribution.distribute import NotPresent, distribute, staff_present
from members.distribution.forms import DistributionForm
from members.distribution.outcome import RECEIVED, SHOWN, ShareOutcome, outcomes_of
from members.draws.take import TooFew
from members.models import Distribution, MemberDatabase, MemberRow
from members.rules.shares import NoWeights
from members.views.draws.request_form import too_few_text

PAGE = "distribution"


@dataclass(frozen=True)
class ShareRow:
    """What one person was entitled to and got, as the page states it."""

    staff_id: ObjectId
    name: str
    entitled: str
    gap: str
    counts: list[tuple[str, int]]


@require_safe
@admins(PAGE)
def distributions(request: Request) -> HttpResponse:
    """All distributions, the newest first."""
    page = page_of(Distribution.objects.all(), request.GET.get("page", ""), by=("at", "id"))
    context = {"page": page}
    return render_page(request, "members/distribution/list.html", context, "distributions")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(MANY)
def new(request: Request) -> HttpResponse:
    """Distribute so many rows; one database that is chosen comes as `database`."""
    present, away = staff_present(timezone.localdate())
    posted = request.method == "POST"
    initial = {"database": request.GET.get("database", "")}
    form = DistributionForm(present, request.POST if posted else None, initial=initial)
    done = _distribute(form, request.user) if posted and form.is_valid() else None
    if done is None:
        status = 422 if posted else 200
        context = {"form": form, "away": away}
        return render_page(request, "members/distribution/new.html", context, "entry", status)
    words = {"count": formats.decimal(done.count), "database": done.database_name}
    messages.success(request, _("%(count)s rows of %(database)s are distributed.") % words)
    return redirect("members:distribution_of", done.pk)


@require_safe
@admins(PAGE)
def one(request: Request, pk: ObjectId) -> HttpResponse:
    """Who got what: entitled, received, the gap, and what became of the rows."""
    distribution = get_object_or_404(Distribution, pk=pk)
    outcomes = outcomes_of(distribution)
    names = names_of_everybody()
    context = {
        "distribution": distribution,
        "rows": [_share_row(outcome, names) for outcome in outcomes],
        "sums": [(what, sum(each.count(what) for each in outcomes)) for what in SHOWN],
    }
    return render_page(request, "members/distribution/one.html", context)


@require_safe
@admins(PAGE)
def rows(request: Request, pk: ObjectId) -> HttpResponse:
    """The rows behind a number: of one person or of all, by what became of them."""
    distribution = get_object_or_404(Distribution, pk=pk)
    what, staff_id = request.GET.get("show", RECEIVED), object_id(request.GET.get("staff"))
    if what not in SHOWN:
        raise Http404
    outcomes = [
        each
        for each in outcomes_of(distribution)
        if staff_id is None or each.share.staff_id == staff_id
    ]
    pks = [pk for each in outcomes for pk in each.rows[what]]
    page = page_of(_rows(distribution, pks), request.GET.get("page", ""), by=("number", "id"))
    person = outcomes[0].share.staff_name if staff_id and outcomes else ""
    context = {
        "distribution": distribution,
        "page": page,
        "what": what,
        "person": person,
        "count": len(pks),
    }
    return render_page(request, "members/distribution/rows.html", context)


def _distribute(form: DistributionForm, by: User) -> Distribution | None:
    """Distribute; None and an error beside its field if that can not be."""
    chosen = form.cleaned_data
    try:
        return distribute(
            chosen["database"].pk,
            chosen["count"],
            form.weights,
            by=by,
            idempotency_key=chosen["idempotency_key"],
        )
    except NoWeights:
        form.add_error(None, _("Nobody would get anything: give somebody a weight above 0."))
    except NotPresent as missing:
        text = _("Not here today any more: %s. Look at the weights again.")
        form.add_error(None, text % ", ".join(person.name for person in missing.people))
    except TooFew as few:
        form.add_error("count", too_few_text(few))
    except MemberDatabase.DoesNotExist:
        form.add_error("database", _("The database was deleted meanwhile: choose another one."))
    return None


def _share_row(outcome: ShareOutcome, names: dict[str, str]) -> ShareRow:
    share = outcome.share
    return ShareRow(
        staff_id=share.staff_id,
        name=names.get(str(share.staff_id), share.staff_name),
        entitled=_fraction_text(share.entitled),
        gap=_fraction_text(share.gap),
        counts=[(what, outcome.count(what)) for what in SHOWN],
    )


def _rows(distribution: Distribution, pks: list[ObjectId]) -> QuerySet[MemberRow]:
    return MemberRow.objects.of(distribution.database_id).filter(pk__in=pks)


def _fraction_text(value: Fraction) -> str:
    rounded = round(value, 2)
    return formats.decimal(Decimal(rounded.numerator) / rounded.denominator)
