"""The language of a request: the person's choice, else the cookie's, else the browser's."""

from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import get_supported_language_variant

from crm.staff.requests import Request


class LanguageMiddleware(LocaleMiddleware):
    def process_request(self, request: Request):
        chosen = request.user.language if request.user.is_authenticated else ""
        if not chosen:
            return super().process_request(request)
        translation.activate(get_supported_language_variant(chosen))
        request.LANGUAGE_CODE = translation.get_language()
        return None
