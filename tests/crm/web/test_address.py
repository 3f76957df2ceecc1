import pytest
from django.test import RequestFactory

from crm.web.address import client_address, client_network


def request(peer="10.0.0.9", forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return RequestFactory(REMOTE_ADDR=peer, headers=headers).get("/")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, "10.0.0.9"),
        (0, "1.1.1.1", "10.0.0.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.9"),
        (1, None, "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "<script>", "10.0.0.9"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(
    proxies, forwarded, expected, settings
):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(request(forwarded=forwarded)) == expected


def test_a_socket_has_no_address():
    assert client_address(request(peer="")) == "unknown"
    assert client_network(request(peer="")) == "unknown"


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("1.1.1.1", "1.1.1.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::ffff:1.1.1.1", "1.1.1.1"),
    ],
)
def test_an_ipv6_subscriber_is_one_network(peer, expected):
    assert client_network(request(peer=peer)) == expected
