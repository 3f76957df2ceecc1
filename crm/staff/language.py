"""The language of a request: the person's choice, else the cookie's, else the browser's."""

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import get_supported_language_variant

from crm.staff.models import User


class LanguageMiddleware(LocaleMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        chosen = request.user.language if isinstance(request.user, User) else ""
        if not chosen:
            super().process_request(request)
            return
        translation.activate(get_supported_language_variant(chosen))
        request.LANGUAGE_CODE = translation.get_language()
