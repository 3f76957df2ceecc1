import pytest
from django.test import RequestFactory

from crm.web.next_url import next_url, page_in_the_browser


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/omset/?page=2", "/omset/?page=2"),
        ("", "/home/"),
        ("https://evil.example/", "/home/"),
        ("//evil.example/", "/home/"),
        ("/\\evil.example/", "/home/"),
        ("javascript:alert(1)", "/home/"),
        ("http://testserver/omset/", "http://testserver/omset/"),
    ],
)
def test_only_a_place_on_this_site_is_a_way_back(url, expected):
    requests = RequestFactory().post("/", {"next": url}), RequestFactory().get("/", {"next": url})
    assert [next_url(request, "/home/") for request in requests] == [expected] * 2


def test_who_reads_is_at_what_they_asked_for():
    request = RequestFactory().get("/omset/?page=2", headers={"Referer": "http://testserver/"})
    assert page_in_the_browser(request) == "/omset/?page=2"


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        ("http://testserver/omset/new/?date=2026-01-05", "/omset/new/?date=2026-01-05"),
        ("http://evil.example/omset/", "/"),
        ("nonsense", "/"),
        ("http://testserver//evil.example/x", "/"),
        ("http://testserver/\\evil.example/x", "/"),
        (None, "/"),
    ],
)
def test_who_sends_a_form_is_at_its_page(referer, expected):
    headers = {"Referer": referer} if referer else {}
    assert page_in_the_browser(RequestFactory().post("/omset/1/edit/", headers=headers)) == expected
