import pytest
from django.test import RequestFactory

from crm.web.way_back import way_back


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
    assert [way_back(request, "/home/") for request in requests] == [expected] * 2
