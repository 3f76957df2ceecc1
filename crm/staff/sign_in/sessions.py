"""Sessions know whose they are, and end after a time without work, or seven days.

A page that polls by itself is not work.
"""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from crm.mongo.rows import object_id
from crm.mongo.stored import first_stored
from crm.staff.models import Session, User
from crm.staff.sign_in.devices import device_of
from crm.web.address import client_address

# What a session holds, in seconds since 1970: its beginning, and when somebody last worked.
BEGAN, SEEN = "began", "seen"
DEVICE, ADDRESS = "device", "address"
TOUCH_EVERY_SECONDS = 3 * 60
A_DAY = 24 * 3600
PASSIVE_VIEWS = {"csrf", "dashboard:badges"}
# Sent by parts of a page that refresh by themselves.
PASSIVE_HEADER = "X-Background"


class SessionStore(db.SessionStore):
    """Django's own; but each request reads it as it is stored, and it knows whose it is."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict) -> Session:
        """The row to be stored, with the account that is signed in."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.account_id = object_id(data.get(SESSION_KEY))
        return row

    def _get_session_from_db(self) -> Session | None:
        alive = {"expire_date": {"$gt": timezone.now()}}
        session = first_stored(Session, {"_id": self.session_key} | alive)
        if session is None:
            self._session_key = None
        return session


class IdleSessionMiddleware(SessionMiddleware):
    """Moves a session's end forward as its owner works, with at most one write in three minutes.

    In an area with people of its own (settings) staff are nobody, and their session is left alone.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if _is_of_others(request):
            request.session = SessionStore()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if _is_of_others(request):
            return response
        if self._is_work(request):
            now = int(time.time())
            if now - request.session.get(SEEN, 0) >= TOUCH_EVERY_SECONDS:
                _touch(request, now)
        return super().process_response(request, response)

    def _is_work(self, request: HttpRequest) -> bool:
        user = getattr(request, "user", None)
        if user is None or not request.session.session_key or not user.is_authenticated:
            return False
        return not is_passive(request)


def _is_of_others(request: HttpRequest) -> bool:
    return request.path_info.startswith(settings.AREAS_OF_OTHERS)


def is_passive(request: HttpRequest) -> bool:
    """True for what an open page asks by itself, without anybody at it."""
    match = request.resolver_match
    is_view = match is not None and match.view_name in PASSIVE_VIEWS
    return is_view or PASSIVE_HEADER in request.headers


def idle_seconds(person: User) -> int:
    """How long a session of theirs lasts without work; of an admin no longer than of staff."""
    minutes = settings.SESSION_IDLE_MINUTES
    if person.is_admin:
        minutes = min(minutes, settings.SESSION_IDLE_MINUTES_ADMINS)
    return minutes * 60


def _touch(request: HttpRequest, now: int) -> None:
    session, person = request.session, request.user
    assert isinstance(person, User)
    session[SEEN] = now
    session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    session[ADDRESS] = client_address(request)
    left = session.setdefault(BEGAN, now) + settings.SESSION_DAYS * A_DAY - now
    session.set_expiry(max(1, min(idle_seconds(person), left)))
