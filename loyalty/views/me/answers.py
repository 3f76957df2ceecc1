"""What several pages of members answer."""

from django.http import HttpResponse
from django.shortcuts import render

from crm.staff.sign_in.counted_tries import CountedTry
from crm.web.requests import WebRequest


def too_many_tries(request: WebRequest, attempt: CountedTry) -> HttpResponse:
    """429 with the seconds to wait, whatever was right about it (LS-12)."""
    seconds = attempt.seconds_to_wait
    context = {"minutes": -(-seconds // 60)}
    response = render(request, "loyalty/me/sign_in/too_many.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def gone(request: WebRequest, status: int = 410) -> HttpResponse:
    """A secret address that is good for nothing, any more or at all."""
    return render(request, "loyalty/me/sign_in/gone.html", status=status)
