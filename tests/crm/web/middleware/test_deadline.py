"""How long a page may wait for the database (OP-13)."""

from django.http import HttpResponse
from django.test import RequestFactory
from pymongo import _csot

from crm.web.middleware.deadline import DeadlineMiddleware


def test_OP_13_the_first_pages_of_a_process_may_take_longer_and_forms_have_a_limit_of_their_own():
    seconds = []
    page = DeadlineMiddleware(
        lambda _request: seconds.append(_csot.get_timeout()) or HttpResponse()
    )
    for _first in range(4):
        page(RequestFactory().get("/"))
    page(RequestFactory().get("/"))
    page(RequestFactory().post("/"))
    assert seconds == [8, 8, 8, 8, 4, None]
