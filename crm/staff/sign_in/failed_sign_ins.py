"""How many wrong passwords are too many (SE-2). Only failures count, by account and by address.

A browser in which the account has signed in before is counted by itself: whoever tries the
account elsewhere, or shares the address, keeps its owner from nothing.

A try is counted before it is judged and given back if it was right (counted_tries.py).
"""

from django.core.cache import cache

from crm.staff.requests import Request
from crm.staff.rules.names import name_key
from crm.staff.sign_in import known_devices
from crm.staff.sign_in.counted_tries import CountedTry, counter, take, window_of
from crm.web.address import client_network

BY_NAME, BY_ADDRESS = 10, 50
SECONDS = 5 * 60


def take_try(request: Request, name: str) -> CountedTry:
    """Count a try of a password for `name` from here; one that must wait counts for nothing."""
    return take(_limits(request, name), SECONDS, _window())


def is_first_refusal(request: Request, name: str, seconds: int) -> bool:
    """Whether nobody was told to wait for `name` from here before, in these seconds.

    History names a wall once, however often somebody runs against it.
    """
    key = f"refused:{known_devices.digest_of_name(name)}:{client_network(request)}"
    return cache.add(key, 1, seconds)


def _window() -> tuple[int, int]:
    return window_of(SECONDS)


def _limits(request: Request, name: str) -> dict[str, int]:
    """How many may be wrong in five minutes, by what is counted."""
    if browser := known_devices.browser_of(request, name):
        return {counter("password", "browser", f"{browser}:{name_key(name)}"): BY_NAME}
    return {
        counter("password", "name", name_key(name)): BY_NAME,
        counter("password", "address", client_network(request)): BY_ADDRESS,
    }
