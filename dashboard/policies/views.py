"""What the floor decides: admins see it with its history, a master admin decides."""

from datetime import date
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.policies.reads import histories, history
from crm.policies.rules import State, states_of, value_holding, value_or_default
from crm.policies.units import text_of
from crm.registry import menu
from crm.registry.policies import POLICIES, DatedValue, Policy
from crm.staff.access import admins, is_open, master_admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.lists.cursors import read_cursor
from crm.web.lists.paging import PAGE_SIZE, Page, page_around
from crm.web.partials import render_page
from dashboard.policies.forms import DecisionForm

PAGE = "dashboard/policy.html"


class ValueLine(NamedTuple):
    """A value as a page shows it."""

    dated: DatedValue
    text: str
    state: State


class PolicySummary(NamedTuple):
    """A policy on the page of all: what holds now, since when and by whom, and what comes."""

    policy: Policy
    text: str
    since: DatedValue | None
    # Of products that have one of their own.
    own: list[ValueLine]
    coming: list[ValueLine]
    past: int
    moves: list[tuple[str, str | Promise]]


@require_safe
@admins("policies")
def policies(request: Request) -> HttpResponse:
    """All policies that the viewer may see: one command for all."""
    visible = [each for each in POLICIES.values() if request.user.can_see(each.page)]
    values = histories(visible)
    summaries = [_summary(each, values[each.key], request.user) for each in visible]
    context = {"summaries": summaries}
    return render_page(request, "dashboard/policies.html", context)


@require_safe
@admins("policies")
def policy(request: Request, key: str) -> HttpResponse:
    """One policy: all that was ever decided, and for a master admin a form."""
    return _page(request, _visible(key, request.user))


@require_POST
@master_admins("policies")
def decide(request: Request, key: str) -> HttpResponse:
    """Add a value. 422 with the reason beside the field where it does not hold."""
    chosen = _visible(key, request.user)
    form = DecisionForm(chosen, request.POST)
    decided = form.decide(request.user) if form.is_valid() else None
    if decided is None:
        return _page(request, chosen, form)
    messages.success(request, _effect(chosen, decided.valid_from))
    return redirect("policies:policy", key)


def _effect(chosen: Policy, valid_from: date) -> str:
    """What people are told after a decision."""
    effect = chosen.keeper.effect(valid_from) if chosen.keeper else ""
    added = _("The value is added.")
    return f"{added} {effect}".strip()


def _page(request: Request, chosen: Policy, form: DecisionForm | None = None) -> HttpResponse:
    lines = _lines(chosen, history(chosen), timezone.localdate())
    context = {
        "policy": chosen,
        "default": None if chosen.default is None else text_of(chosen.unit, chosen.default),
        "is_default_now": not any(
            line.state == State.NOW and line.dated.product_id is None for line in lines
        ),
        "moves": _moves(chosen, request.user),
        "page": _page_of(lines, request.GET.get("page", "")),
        "form": form or DecisionForm(chosen),
    }
    status = 422 if form else 200
    return render_page(request, PAGE, context, part="values", status=status)


def _page_of(lines: list[ValueLine], text: str) -> Page:
    """The page of the lines, the latest date first, at the cursor `text`."""
    cursor = read_cursor(text, date.fromisoformat, int)
    if cursor and cursor.backwards:
        rest = [line for line in reversed(lines) if _key_of(line) > cursor.key]
    else:
        rest = [line for line in lines if cursor is None or _key_of(line) < cursor.key]
    return page_around(rest[:PAGE_SIZE], cursor, more=len(rest) > PAGE_SIZE, key_of=_key_of)


def _key_of(line: ValueLine) -> tuple[date, int]:
    return line.dated.valid_from, line.dated.sequence


def _visible(key: str, user: User) -> Policy:
    """The policy, if there is one and its page is not blocked for the viewer."""
    policy_of_key = POLICIES.get(key)
    if policy_of_key is None or not user.can_see(policy_of_key.page):
        raise Http404
    return policy_of_key


def _summary(each: Policy, values: list[DatedValue], user: User) -> PolicySummary:
    today = timezone.localdate()
    lines, holding = _lines(each, values, today), value_holding(values, today)
    coming = [line for line in reversed(lines) if line.state == State.COMING]
    return PolicySummary(
        policy=each,
        text=text_of(each.unit, value_or_default(each, holding)),
        since=holding,
        own=[line for line in lines if line.state == State.NOW and _is_own(line.dated)],
        coming=coming,
        past=sum(line.state in (State.PAST, State.REPLACED) for line in lines),
        moves=_moves(each, user),
    )


def _is_own(value: DatedValue) -> bool:
    return value.product_id is not None and not value.is_withdrawn


def _lines(each: Policy, values: list[DatedValue], today: date) -> list[ValueLine]:
    states = states_of(values, today)
    return [
        ValueLine(dated=value, text=text_of(each.unit, value.value), state=state)
        for value, state in zip(values, states, strict=True)
    ]


def _moves(each: Policy, user: User) -> list[tuple[str, str | Promise]]:
    """The pages that it moves and the viewer may open: their URLs by name, with their labels."""
    labels = {entry.view: entry.label for entry in (*menu.entries(), *menu.OTHER_PAGES)}
    return [(view, labels[view]) for view in each.moves if is_open(user, view)]
