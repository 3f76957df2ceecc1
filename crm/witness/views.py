"""The page of the witness: what is missing, the newest entries; a master admin accepts it there."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from crm.registry.runs.witnessed import COUNTS
from crm.staff.access import admins, master_admins
from crm.staff.requests import Request
from crm.staff.sign_in.confirmation import asks_again
from crm.web import errors
from crm.web.forms.reasons import LONGEST_REASON
from crm.web.partials import render_page
from crm.witness import alarms, verbs
from crm.witness.comparison import chain
from crm.witness.models import WitnessAlarm
from crm.witness.reads import batch_in_words, count_in_words, sentence
from crm.witness.system_status import witness_state

RATE = "10/m"
# Of both lists.
MOST_SHOWN = 20


class AcceptForm(forms.Form):
    """Why what is missing is given up."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("It stands in history and in the witness for good."),
    )


@require_safe
@admins("status")
def page(request: Request) -> HttpResponse:
    """What the witness of this host says, the alarm and the newest entries."""
    return _page(request, AcceptForm())


@require_POST
@master_admins("status")
@asks_again()
@ratelimit(key="user", rate=RATE)
def accept(request: Request) -> HttpResponse:
    """Give up what the open alarm names; it ends."""
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        verbs.accept(form.cleaned_data["reason"], by=request.user)
    except verbs.NothingToAccept:
        return errors.conflict(request, _("No alarm is open any more."))
    messages.success(request, _("Accepted. The witness goes on from here."))
    return redirect("witness:page")


def _page(request: Request, form: AcceptForm, status: int = 200) -> HttpResponse:
    state = witness_state()
    alarm = alarms.open_alarm()
    context = {
        "state": state,
        "alarm": alarm,
        "sentence": sentence(alarm) if alarm else "",
        "losses": _losses(alarm) if alarm else [],
        "form": form,
        "counts": _named_counts(state["counts"]),
        "entries": chain.newest_besides_pulses(MOST_SHOWN),
        "past": WitnessAlarm.objects.filter(is_open=False).order_by("-at", "-id")[:MOST_SHOWN],
    }
    return render_page(request, "witness/page.html", context, status=status)


def _named_counts(counts: dict[str, int]) -> list[tuple[str, int]]:
    """By what people call them."""
    return [(str(COUNTS[name].label), rows) for name, rows in counts.items() if name in COUNTS]


def _losses(alarm: WitnessAlarm) -> list[str]:
    batches = [batch_in_words(batch) for batch in alarm.batches]
    return batches + [count_in_words(*count) for count in alarm.counts]
