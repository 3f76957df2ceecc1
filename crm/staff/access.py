"""Who may open which URL, on the server (RO-5, RO-6). A view without a rule is refused."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied

from crm.staff import roles
from crm.web.way_back import page_in_the_browser


@dataclass(frozen=True)
class Rule:
    level: int
    page: str | None = None


EVERYONE = 0


def _with_rule(level: int, page: str | None) -> Callable:
    def decorate(view):
        view.access = Rule(level, page)
        return view

    return decorate


def public(view):
    """Open to anybody, signed in or not."""
    return _with_rule(EVERYONE, None)(view)


def signed_in(page: str | None = None) -> Callable:
    """For every account; an admin may be blocked from `page`."""
    return _with_rule(roles.LEVELS[roles.STAFF], page)


def admins(page: str | None = None) -> Callable:
    """For admins and master admins; an admin may be blocked from `page`."""
    return _with_rule(roles.LEVELS[roles.ADMIN], page)


def master_admins(page: str | None = None) -> Callable:
    """For master admins alone."""
    return _with_rule(roles.LEVELS[roles.MASTER_ADMIN], page)


def may_open(user, rule: Rule) -> bool:
    """True if the signed-in `user` satisfies `rule`: role level and blocked pages."""
    return roles.LEVELS[user.role] >= rule.level and (rule.page is None or user.can_see(rule.page))


class AccessMiddleware:
    """Holds every request against its view's rule before the view runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        rule = getattr(view, "access", None)
        if rule is None:
            raise PermissionDenied("no access rule")
        if rule.level == EVERYONE:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(page_in_the_browser(request))
        if not may_open(request.user, rule):
            raise PermissionDenied
        return None
