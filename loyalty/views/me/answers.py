"""What several pages of members answer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from crm.staff.sign_in.counted_tries import CountedTry
from crm.web.requests import WebRequest
from loyalty.accounts.access import MemberRequest


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


def own_page(
    request: MemberRequest, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the signed-in member; `page` is its template, whose last part the menu marks."""
    more = {"open": page.rpartition("/")[2], "programme": request.signed_in.member.programme}
    return render(request, f"loyalty/me/{page}.html", context | more, status=status)
