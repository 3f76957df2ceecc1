"""What a view is given: Django's request with what the product's middleware adds."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from crm.staff.models import User


class Request(HttpRequest):
    """The request of a signed-in person. For annotations alone: nothing makes one."""

    user: User
    htmx: HtmxDetails
    LANGUAGE_CODE: str
