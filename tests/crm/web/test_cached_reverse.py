"""Where views lie."""

from bson import ObjectId
from django.urls import reverse

from crm.web.cached_reverse import url_of, url_of_one


def test_a_view_lies_where_django_says():
    assert url_of("omset:list") == reverse("omset:list")


def test_the_view_of_a_record_holds_its_id():
    pk = ObjectId()
    assert url_of_one("omset:record", pk) == reverse("omset:record", args=[pk])
    assert url_of_one("omset:record", str(pk)) == reverse("omset:record", args=[pk])
