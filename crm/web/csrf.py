"""A form that was open while its owner signed in again: the token to send it with."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe


@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """The form token of this session, and whose session it is: "" when nobody is signed in.

    Other sites can not read the answer: there is no CORS header.
    """
    person = str(request.user.pk) if request.user.is_authenticated else ""
    return JsonResponse({"token": get_token(request), "person": person})
