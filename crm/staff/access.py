"""Who may open which URL, on the server (RO-5, RO-6). A view without a rule is refused.

Whatever leads to a URL, a link, a button or a message, asks the URL's own rule: is_open().
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from time import monotonic
from typing import TypeVar

from bson import ObjectId
from django.contrib.auth import get_user
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, Resolver404, resolve

from crm.registry.pages import is_there
from crm.staff.entitlement import while_entitled
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.rules import roles
from crm.staff.second_factor.requirement import is_overdue
from crm.staff.sign_in.confirmation import page_that_asks
from crm.staff.sign_in.sessions import is_passive
from crm.web.cached_reverse import ANY_ID, cached_reverse, cached_reverse_of
from crm.web.next_url import page_in_the_browser

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Rule:
    """Which role opens it, on which page; or, of an area with people of its own, who is asked.

    `keeper` answers where to go first, None for who may go on. Staff open nothing there.
    """

    level: int
    page: str | None = None
    keeper: Callable[[Request], HttpResponse | None] | None = None

    @property
    def asks_staff(self) -> bool:
        """Whether somebody of staff must be signed in."""
        return self.level != EVERYONE and self.keeper is None


EVERYONE = 0
# Above every role.
NO_STAFF = max(roles.LEVELS.values()) + 1
OPEN_TO_ALL = Rule(EVERYONE)
# Where somebody begins; the inbox is open to everybody.
HOMES = ("dashboard:home", "omset:list", "notifications:list")


def _with_rule(level: int, page: str | None) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        vars(view)["access"] = Rule(level, page)
        return view

    return decorate


def public(view: View) -> View:
    """Open to anybody, signed in or not."""
    return _with_rule(EVERYONE, None)(view)


def signed_in(page: str | None = None) -> Callable[[View], View]:
    """For every account; an admin may be blocked from `page`."""
    return _with_rule(roles.LEVELS[roles.STAFF], page)


def admins(page: str | None = None) -> Callable[[View], View]:
    """For admins and master admins; an admin may be blocked from `page`."""
    return _with_rule(roles.LEVELS[roles.ADMIN], page)


def master_admins(page: str | None = None) -> Callable[[View], View]:
    """For master admins alone."""
    return _with_rule(roles.LEVELS[roles.MASTER_ADMIN], page)


def may_open(user: User, rule: Rule) -> bool:
    """True if the signed-in `user` satisfies `rule`: role level, blocked pages; and it is there."""
    return (
        roles.LEVELS[user.role] >= rule.level
        and is_there(rule.page)
        and (rule.page is None or user.can_see(rule.page))
    )


@cache
def rule_of(view: str) -> Rule:
    """The rule of a URL by its name, so that what leads there and the server can not disagree."""
    try:
        path = cached_reverse(view)
    except NoReverseMatch:
        path = cached_reverse_of(view, ObjectId(ANY_ID))
    return vars(resolve(path).func)["access"]


def is_open(user: User, view: str) -> bool:
    """True if the URL of this name would not be refused to the signed-in `user`."""
    return may_open(user, rule_of(view))


def who_may_open(view: str) -> set[ObjectId]:
    """The active admins and master admins to whom the URL of this name is open now."""
    return {user.pk for user in User.objects.admins() if is_open(user, view)}


def home_of(user: User) -> str:
    """The name of the page on which the person begins; the dashboard, unless that is closed."""
    return next(view for view in HOMES if is_open(user, view))


def is_open_at(user: User, path: str) -> bool:
    """True if this address would not be refused to `user`; False if it leads nowhere."""
    try:
        rule = getattr(resolve(path.partition("?")[0]).func, "access", None)
    except Resolver404:
        return False
    return rule is not None and may_open(user, rule)


class AccessMiddleware:
    """Holds every request against its view's rule before the view runs."""

    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        began = monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        rule = getattr(match and match.func, "access", OPEN_TO_ALL)
        if isinstance(response, StreamingHttpResponse) and rule.asks_staff:
            entitled = partial(_still_entitled, request, request.user.role, rule)
            response.streaming_content = while_entitled(iter(response), entitled, began)
        return response

    def process_view(
        self, request: Request, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        rule = getattr(view, "access", None)
        if rule is None:
            raise PermissionDenied("no access rule")
        if not is_there(rule.page):
            raise Http404
        if rule.keeper is not None:
            return rule.keeper(request)
        if rule.level == EVERYONE:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(page_in_the_browser(request))
        if not may_open(request.user, rule):
            raise PermissionDenied
        if is_overdue(request.user) and not hasattr(view, "before_second_factor"):
            return _to_set_up(request)
        return page_that_asks(request, view, kwargs)


def _to_set_up(request: Request) -> HttpResponse:
    """To the page that sets a second factor up; what a page asks by itself leads nowhere."""
    return HttpResponse(status=204) if is_passive(request) else redirect("staff:second_factor")


def _still_entitled(request: Request, role: str, rule: Rule) -> bool:
    """True if the person is signed in still, ranks no lower than `role` and may open the page."""
    now = get_user(request)
    return isinstance(now, User) and not roles.out_ranks(role, now.role) and may_open(now, rule)
