"""The way in: who may send, how much, and only then a body that is read.

Everything but the file is decided before it: the rule of access by its middleware, limits by the
announced size, the form's token by a header or by the first part of the form.
"""

import re
import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import wraps
from typing import Any, NoReturn, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_ratelimit.core import is_ratelimited
from django_ratelimit.exceptions import Ratelimited

from crm.staff.requests import Request
from crm.uploads import store
from crm.uploads.handler import StoringHandler, UploadRefused, too_large
from crm.uploads.models import Upload
from crm.uploads.purposes import MB, Purpose
from crm.uploads.room import NoDiskSpace, refuse_without_space

View = Callable[..., HttpResponseBase]

# The token's part must have come by then; browsers send the fields in the order of the page.
HEAD_BYTES = 64 * 1024
# What stands around the file in the form.
FIELDS_BYTES = 100_000
# One thread of the web process is busy for as long.
LONGEST_SECONDS = 1800
# Slower than this on the average, after the first minute, is nobody's line.
LEAST_BYTES_PER_SECOND, PATIENCE_SECONDS = 20_000, 60
TOKEN_FIELD = "csrfmiddlewaretoken"
# As every browser writes the part of a hidden field, behind the boundary.
_TOKEN_PART = re.compile(
    rb'\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
    rb"(?P<token>[A-Za-z0-9]{1,128})(?=\r\n--)",
    re.IGNORECASE,
)

NOT_A_FORM = _("Send the file with the form of the page.")
NO_LENGTH = _("The browser did not say how large the file is.")
CUT_OFF = _("The file did not arrive to its end. Send it again.")
TOO_SLOW = _("The file took too long to arrive. Send it again on a better line.")
NO_FILE = _("Choose a file.")
NO_ROOM = _("Your files may take %(most)s MB together. They are removed after 30 days.")


@dataclass(frozen=True)
class ReceivedForm:
    """What a form with a file brought: the file, or why it was not taken."""

    fields: QueryDict
    upload: Upload | None = None
    problem: str | Promise = ""
    status: int = 200


def receives_upload(purpose: Purpose) -> Callable[[View], View]:
    """Let a view take one file, as its argument `received`. Stands below the rule of access.

    Answers 403 without a token, 429 beyond the rate. The view answers a refused file itself.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def receive(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            body = _Body(request)
            # The token is asked for here: Django's own check would read the body first.
            if refusal := _without_token(request, body):
                return refusal
            _count(request, purpose)
            received = _receive(request, body, purpose)
            return view(request, *args, received=received, **kwargs)

        vars(receive)["csrf_exempt"] = True
        return receive

    return decorate


class _Body:
    """The body of a request, of which the beginning can be looked at. Counts what is read."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.head, self.count = b"", 0
        self.began = time.monotonic()

    def look(self, size: int) -> bytes:
        """The first bytes, at most `size`; they will be read once more."""
        while len(self.head) < size and (data := self.request.read(size - len(self.head))):
            self.head += data
        return self.head

    def read(self, size: int) -> bytes:
        """For the parser. Raises UploadRefused if it takes too long."""
        data, self.head = self.head[:size], self.head[size:]
        data = data or self.request.read(size)
        self.count += len(data)
        seconds = time.monotonic() - self.began
        is_slow = self.count < LEAST_BYTES_PER_SECOND * (seconds - PATIENCE_SECONDS)
        if is_slow or seconds > LONGEST_SECONDS:
            raise UploadRefused(TOO_SLOW, status=408)
        return data


def _without_token(request: Request, body: _Body) -> HttpResponse | None:
    """The answer to a request that does not carry the form's token; None if it does."""
    token = "" if request.headers.get("X-CSRFToken") else _token(request, body)
    probe = copy(request)
    probe.resolver_match = request.resolver_match
    # The stubs know only what a request has that was read.
    probe.POST = cast(Any, QueryDict(urlencode({TOKEN_FIELD: token})))
    return CsrfViewMiddleware(_never).process_view(probe, _never, (), {})


def _token(request: Request, body: _Body) -> str:
    """The token in the first part of the form; "" if it is another part, or too long."""
    boundary = (request.content_params or {}).get("boundary", "").encode("latin-1", "replace")
    try:
        head = body.look(HEAD_BYTES) if boundary else b""
    except UnreadablePostError:
        return ""
    part = _TOKEN_PART.match(head.removeprefix(b"--" + boundary))
    ends = part and head[len(boundary) + 2 + part.end() :].startswith(b"\r\n--" + boundary)
    return part["token"].decode("ascii") if part and ends else ""


def _count(request: Request, purpose: Purpose) -> None:
    """Raise Ratelimited for who sends too often."""
    group = f"upload:{purpose.name}"
    if is_ratelimited(request, group=group, key="user", rate=purpose.rate, increment=True):
        raise Ratelimited


def _receive(request: Request, body: _Body, purpose: Purpose) -> ReceivedForm:
    try:
        announced = _announced(request, purpose)
        handler = StoringHandler(request.user, purpose, announced)
        return _parse(request, body, handler, announced)
    except UploadRefused as refused:
        return ReceivedForm(QueryDict(), problem=refused.reason, status=refused.status)


def _announced(request: Request, purpose: Purpose) -> int:
    """How many bytes will come. Raises UploadRefused for what is refused by that alone."""
    if request.content_type != "multipart/form-data":
        raise UploadRefused(NOT_A_FORM, status=415)
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if not length:
        raise UploadRefused(NO_LENGTH, status=411)
    if length > purpose.largest + FIELDS_BYTES:
        raise too_large(purpose)
    if store.stored_bytes(request.user) + length > purpose.most_stored:
        raise UploadRefused(NO_ROOM % {"most": purpose.most_stored // MB})
    try:
        refuse_without_space(length)
    except NoDiskSpace as full:
        raise UploadRefused(full.reason, status=507) from full
    return length


def _parse(request: Request, body: _Body, handler: StoringHandler, announced: int) -> ReceivedForm:
    """Read the form to its end; whatever goes wrong leaves nothing behind."""
    try:
        fields, _files = _parser(request, body, handler).parse()
        if body.count < announced:
            raise UploadRefused(CUT_OFF, status=400)
        upload = handler.finish()
        # Two that began at once may each have found room for itself.
        if upload and store.stored_bytes(request.user) > handler.purpose.most_stored:
            raise UploadRefused(NO_ROOM % {"most": handler.purpose.most_stored // MB})
    except (MultiPartParserError, UnreadablePostError, store.UploadGone) as error:
        handler.discard()
        raise UploadRefused(CUT_OFF, status=400) from error
    except BaseException:
        handler.discard()
        raise
    if upload is None:
        raise UploadRefused(NO_FILE)
    return ReceivedForm(fields, upload=upload)


def _parser(request: Request, body: _Body, handler: StoringHandler) -> MultiPartParser:
    # It asks for nothing of a request but read().
    return MultiPartParser(request.META, cast(HttpRequest, body), [handler], request.encoding)


def _never(*args: object, **kwargs: object) -> NoReturn:
    """Stands for a view that needs a token; the check alone is asked for."""
    raise NotImplementedError
