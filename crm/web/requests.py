"""What a view is given: Django's request with what the product's middleware adds."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class WebRequest(HttpRequest):
    """The request of anybody, signed in or not. For annotations alone: nothing makes one."""

    # For the log lines and the error page (SE-3).
    id: str
    htmx: HtmxDetails
    LANGUAGE_CODE: str
