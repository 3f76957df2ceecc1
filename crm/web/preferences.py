"""Theme and language: kept on the account and in a cookie, so that the login page has them too."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from crm.web.next_url import next_url
from crm.web.requests import WebRequest

THEME_COOKIE = "theme"
THEMES = ("system", "light", "dark")
CHOICES = {"theme": THEMES, "language": tuple(code for code, _ in settings.LANGUAGES)}
COOKIES = {"theme": THEME_COOKIE, "language": settings.LANGUAGE_COOKIE_NAME}
A_YEAR = 365 * 24 * 3600


@require_POST
def preferences(request: WebRequest) -> HttpResponse:
    """Remember the posted `theme` or `language`; back to the page, or 204 to htmx, else 400."""
    chosen = {name: request.POST[name] for name in CHOICES if name in request.POST}
    if not chosen or any(value not in CHOICES[name] for name, value in chosen.items()):
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        _keep_on_account(request.user, chosen)
    if request.htmx:
        response = HttpResponse(status=204)
    else:
        response = redirect(next_url(request, settings.LOGIN_REDIRECT_URL))
    for name, value in chosen.items():
        keep_in_cookie(response, name, value)
    return response


def _keep_on_account(user: AbstractBaseUser, chosen: dict[str, str]) -> None:
    for name, value in chosen.items():
        setattr(user, name, value)
    user.save(update_fields=list(chosen))


def keep_in_cookie(response: HttpResponse, name: str, value: str) -> None:
    """Remember `theme` or `language` in this browser; an empty value forgets it."""
    if not value:
        response.delete_cookie(COOKIES[name], samesite="Lax")
        return
    response.set_cookie(
        COOKIES[name],
        value,
        max_age=A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
