"""How many wrong passwords are too many (SE-2). Only failures count, by account and by address.

A browser in which the account has signed in before is counted by itself: whoever tries the
account elsewhere, or shares the address, keeps its owner from nothing.

The check comes before the password is looked at and the count after it, so attempts sent at the
same instant can exceed a limit by as many as the server answers at once.
"""

from django.core.cache import cache
from django_ratelimit.core import get_usage

from crm.staff.requests import Request
from crm.staff.rules.names import name_key
from crm.staff.sign_in import known_devices
from crm.web.address import client_network

BY_NAME = "10/5m"
BY_ADDRESS = "50/5m"


def seconds_to_wait(request: Request, name: str) -> int:
    """0 if a password may be tried for `name` from here, else the seconds until it may."""
    usages = [usage for usage in _usages(request, name, increment=False) if usage]
    return max((u["time_left"] + 1 for u in usages if u["count"] >= u["limit"]), default=0)


def count_failure(request: Request, name: str) -> None:
    """Remember a wrong password for `name` from the address of `request`."""
    _usages(request, name, increment=True)


def is_first_refusal(request: Request, name: str, seconds: int) -> bool:
    """Whether nobody was told to wait for `name` from here before, in these seconds.

    History names a wall once, however often somebody runs against it.
    """
    key = f"refused:{known_devices.digest_of_name(name)}:{client_network(request)}"
    return cache.add(key, 1, seconds)


def _usages(request: Request, name: str, *, increment: bool) -> list[dict | None]:
    return [
        get_usage(
            request,
            group=group,
            key=lambda _group, _request, value=value: value,
            rate=rate,
            increment=increment,
        )
        for group, value, rate in _limits(request, name)
    ]


def _limits(request: Request, name: str) -> list[tuple[str, str, str]]:
    """What is counted, as (group, value, rate)."""
    if browser := known_devices.browser_of(request, name):
        return [("password-browser", f"{browser}:{name_key(name)}", BY_NAME)]
    return [
        ("password-name", name_key(name), BY_NAME),
        ("password-address", client_network(request), BY_ADDRESS),
    ]
