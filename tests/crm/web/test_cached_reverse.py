"""Where views lie."""

from bson import ObjectId
from django.urls import reverse

from crm.web.cached_reverse import cached_reverse, cached_reverse_of


def test_a_view_lies_where_django_says():
    assert cached_reverse("omset:list") == reverse("omset:list")


def test_the_view_of_a_record_holds_its_id():
    pk = ObjectId()
    assert cached_reverse_of("omset:record", pk) == reverse("omset:record", args=[pk])
    assert cached_reverse_of("omset:record", str(pk)) == reverse("omset:record", args=[pk])
