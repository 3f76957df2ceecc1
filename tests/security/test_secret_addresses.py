"""No log has an address that opens something by itself."""

import pytest

from crm.registry.secret_addresses import MASK, masked
from tests.urls import every_url

SECRET = "kR7secret0fSomebody"
# Names of arguments that are a secret.
SECRETS = {"token", "code"}
URLS = [url for url in every_url() if SECRETS & url.arguments.keys()]


@pytest.mark.parametrize("url", URLS, ids=lambda url: url.name)
def test_a_secret_address_is_masked_in_every_log(url):
    [name] = SECRETS & url.arguments.keys()
    line = masked(f"GET {url.path(**{name: SECRET})} 200")
    assert SECRET not in line
    assert MASK in line


def test_there_are_secret_addresses():
    assert {"card_scan", "me:confirm", "join"} <= {url.name for url in URLS}
