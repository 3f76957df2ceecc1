"""Signs people out after a time without work. A page that polls by itself is not work."""

import time

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from crm.mongo.stored import first_stored

TOUCH_EVERY_SECONDS = 60
PASSIVE_VIEWS = {"csrf", "dashboard:badges"}
# Sent by parts of a page that refresh by themselves.
PASSIVE_HEADER = "X-Background"


class SessionStore(db.SessionStore):
    """Django's own; only that each request reads it as it is stored."""

    def _get_session_from_db(self) -> Session | None:
        alive = {"expire_date": {"$gt": timezone.now()}}
        session = first_stored(self.model, {"session_key": self.session_key} | alive)
        if session is None:
            self._session_key = None
        return session


class IdleSessionMiddleware(SessionMiddleware):
    """Moves a session's end forward as its owner works, with at most one write a minute."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if self._is_work(request):
            now = int(time.time())
            if now - request.session.get("seen", 0) >= TOUCH_EVERY_SECONDS:
                request.session["seen"] = now
                request.session.set_expiry(settings.SESSION_IDLE_MINUTES * 60)
        return super().process_response(request, response)

    def _is_work(self, request: HttpRequest) -> bool:
        user = getattr(request, "user", None)
        if user is None or not request.session.session_key or not user.is_authenticated:
            return False
        if PASSIVE_HEADER in request.headers:
            return False
        match = request.resolver_match
        return match is None or match.view_name not in PASSIVE_VIEWS
