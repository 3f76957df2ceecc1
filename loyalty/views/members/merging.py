"""Two members who are one: merging them, and parting them again (LM-14)."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from loyalty.members import merges
from loyalty.members.errors import MemberRefused
from loyalty.members.forms import MergeForm
from loyalty.members.lists import cards_by_member
from loyalty.members.reads import candidates_of, member_of_card, unconfirmed_contacts
from loyalty.models import Member, MemberMerge
from loyalty.views.members.lists import PAGE
from loyalty.views.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def merge(request: Request, pk: ObjectId) -> HttpResponse:
    """Who may be the same person as a member; a POST merges her into the one with a card."""
    member = get_object_or_404(Member.objects.select_related("programme"), pk=pk)
    form = MergeForm(request.POST or None)
    if form.is_valid() and (into := _into(form)):
        try:
            merges.merge(pk, into.pk, by=request.user, reason=form.cleaned_data["reason"])
        except MemberRefused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Merged. It can be undone on this page."))
            return redirect("loyalty:member", into.pk)
    candidates = candidates_of(member)
    cards = cards_by_member(each.pk for each in candidates)
    context = {
        "member": member,
        "form": form,
        "candidates": [(each, cards[each.pk]) for each in candidates],
        "unconfirmed": unconfirmed_contacts([member, *candidates]),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "loyalty/members/merge.html", context, status=status)


@require_POST
@admins(PAGE)
@limited(WRITES)
def undo(request: Request, pk: ObjectId) -> HttpResponse:
    """Part two merged members; `pk` is the merge's."""
    merged = get_object_or_404(MemberMerge, pk=pk)
    try:
        merges.undo(pk, by=request.user, reason=posted_reason(request))
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    messages.success(request, _("They are two again, as they were."))
    return redirect("loyalty:member", merged.into_member_id)


def _into(form: MergeForm) -> Member | None:
    """Whose card it is, or None with an error beside it."""
    into = member_of_card(form.cleaned_data["into"])
    if into is None:
        form.add_error("into", _("No member has this card."))
    return into
