"""An admin gives rows of a Bonanza or Member WD database to a staff member (BZ-3, WD-1)."""

from typing import Any, cast

from bson import ObjectId
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from crm.mongo.rows import object_id
from crm.staff.access import admins
from crm.staff.forms.choices import PeopleIterator
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.rules.roles import STAFF
from crm.web.limits import MANY, limited
from crm.web.lists.outcomes import Outcome, Outcomes
from crm.web.partials import render_page
from members.batches.assignment import (
    AllBlocked,
    Assignment,
    ForeignBatch,
    assign_random,
    assign_rows,
)
from members.batches.invalid_rows.policies import PAGE
from members.batches.lists import batches_in_hand, rows_page
from members.databases.counts import counts_of
from members.draws.take import NoReceiver, TooFew
from members.models import Batch, DatabaseKind, MemberDatabase, MemberRow, RowStatus
from members.views.batches.bulk import label_of
from members.views.batches.row_cards import stored_rows_of
from members.views.batches.wording import BLOCKED, REFUSALS

TEMPLATE = "members/batches/assign.html"
MOST_AT_ONCE = 5_000
MOST_TICKED = 500


class BatchChoice(forms.ModelChoiceField):
    """One of the batches of a database, under the name of whose it is."""

    def label_from_instance(self, obj: Batch) -> str:
        """The staff member and what the batch is called."""
        return f"{obj.staff_name}: {obj}"


class AssignForm(forms.Form):
    """Who gets rows, how many, and into which batch; the number is for random rows alone."""

    staff = forms.ModelChoiceField(
        label=gettext_lazy("Staff"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Choose a staff member"),
    )
    batch = BatchChoice(
        label=gettext_lazy("Batch"),
        queryset=Batch.objects.none(),
        empty_label=gettext_lazy("A new batch"),
        required=False,
    )
    count = forms.IntegerField(
        label=gettext_lazy("Number of random rows"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        required=False,
        help_text=gettext_lazy("Without a number the ticked rows are assigned."),
    )

    def __init__(self, *args: Any, database: MemberDatabase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = cast(forms.ModelChoiceField, self.fields["staff"])
        staff.iterator = PeopleIterator
        staff.queryset = User.objects.active().filter(role=STAFF)
        batch = cast(forms.ModelChoiceField, self.fields["batch"])
        filled = Batch.objects.filter(pk__in=batches_in_hand(database_id=database.pk))
        batch.queryset = filled.order_by("staff_name", "-created_at", "-id")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(MANY)
def assign(request: Request, pk: ObjectId) -> HttpResponse:
    """Rows that can be given, and the form that gives them: ticked ones, or a random number."""
    database = get_object_or_404(MemberDatabase.objects.live(), pk=pk)
    if database.kind == DatabaseKind.NORMAL:
        raise Http404
    if request.method != "POST":
        return _page(request, database, AssignForm(database=database))
    form = AssignForm(request.POST, database=database)
    if not form.is_valid():
        return _page(request, database, form, status=422)
    return (
        _random(request, database, form)
        if form.cleaned_data["count"]
        else _ticked(request, database, form)
    )


def _random(request: Request, database: MemberDatabase, form: AssignForm) -> HttpResponse:
    chosen = form.cleaned_data
    try:
        given = assign_random(
            database.pk,
            chosen["count"],
            chosen["staff"],
            by=request.user,
            batch_id=chosen["batch"] and chosen["batch"].pk,
        )
    except TooFew as few:
        words = {"eligible": few.eligible, "excluded": few.excluded}
        text = _("Only %(eligible)d rows can be given; %(excluded)d are reserved or left out.")
        form.add_error("count", text % words)
    except (ForeignBatch, NoReceiver) as refused:
        form.add_error("batch", str(REFUSALS[type(refused)]))
    else:
        messages.success(request, _given_text(len(given.draw.taken), given.batch))
        return redirect("members:batch_of_staff", given.batch.pk)
    return _page(request, database, form, status=422)


def _ticked(request: Request, database: MemberDatabase, form: AssignForm) -> HttpResponse:
    chosen = form.cleaned_data
    pks = [pk for text in request.POST.getlist("rows") if (pk := object_id(text))]
    if not pks or len(pks) > MOST_TICKED:
        form.add_error("count", _("Say how many, or tick the rows to give (500 at most)."))
        return _page(request, database, form, status=422)
    labels = {row.pk: label_of(row) for row in MemberRow.objects.of(database.pk).filter(pk__in=pks)}
    try:
        given = assign_rows(
            database.pk,
            pks,
            chosen["staff"],
            by=request.user,
            batch_id=chosen["batch"] and chosen["batch"].pk,
        )
    except AllBlocked as blocked:
        outcomes = _outcomes(labels, [], blocked.blocked)
        return _page(request, database, form, status=422, outcomes=outcomes)
    except (ForeignBatch, NoReceiver) as refused:
        form.add_error("batch", str(REFUSALS[type(refused)]))
        return _page(request, database, form, status=422)
    return _after(request, database, given, labels)


def _after(
    request: Request, database: MemberDatabase, given: Assignment, labels: dict[ObjectId, str]
) -> HttpResponse:
    messages.success(request, _given_text(len(given.rows), given.batch))
    if not given.blocked:
        return redirect("members:batch_of_staff", given.batch.pk)
    outcomes = _outcomes(labels, given.rows, given.blocked)
    return _page(request, database, AssignForm(database=database), outcomes=outcomes)


def _outcomes(
    labels: dict[ObjectId, str], rows: list[ObjectId], blocked: dict[ObjectId, str]
) -> Outcomes:
    done = [Outcome(labels[pk], True, _("assigned")) for pk in rows]
    return Outcomes(
        done
        + [
            Outcome(labels.get(pk, _("A row")), False, str(BLOCKED[why]))
            for pk, why in blocked.items()
        ]
    )


def _given_text(number: int, batch: Batch) -> str:
    text = ngettext(
        "%(number)d row is with %(staff)s now.", "%(number)d rows are with %(staff)s now.", number
    )
    return text % {"number": number, "staff": batch.staff_name}


def _page(
    request: Request, database: MemberDatabase, form: AssignForm, status: int = 200, **context: Any
) -> HttpResponse:
    # Nobody is given a row whose customer must not be contacted.
    free = {"status": RowStatus.AVAILABLE.value, "is_do_not_contact": False}
    page = rows_page({"database_id": database.pk} | free, request.GET.get("page", ""))
    context |= {
        "database": database,
        "form": form,
        "page": page,
        "rows": stored_rows_of(page.rows),
        "counts": counts_of([database.pk])[database.pk],
    }
    return render_page(request, TEMPLATE, context, part="assign", status=status)
