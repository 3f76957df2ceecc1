"""How many wrong passwords are too many (SE-2). Only failures count, by account and by address.

A browser in which the account has signed in before is counted by itself: whoever tries the
account elsewhere, or shares the address, keeps its owner from nothing.

A try is counted before it is judged and given back if it was right: of many that are sent at the
same instant no more are judged than the limit says (issue 15, 10).
"""

import time
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache

from crm.staff.requests import Request
from crm.staff.rules.names import name_key
from crm.staff.sign_in import known_devices
from crm.web.address import client_network

BY_NAME, BY_ADDRESS = 10, 50
SECONDS = 5 * 60


@dataclass(frozen=True)
class PasswordTry:
    """One that was counted: 0 seconds to wait if it may be judged, and where it is counted."""

    seconds_to_wait: int
    counters: tuple[str, ...]

    def give_back(self) -> None:
        """It was right, or nothing was judged: it counts no more."""
        for counter in self.counters:
            try:
                cache.decr(counter)
            except ValueError:
                # Its five minutes are over.
                continue


def take_try(request: Request, name: str) -> PasswordTry:
    """Count a try of a password for `name` from here; one that must wait counts for nothing."""
    if not settings.RATELIMIT_ENABLE:
        return PasswordTry(0, ())
    window, seconds_gone = _window()
    limits = {f"{counter}:{window}": most for counter, most in _limits(request, name).items()}
    is_over = [_counted(counter) > most for counter, most in limits.items()]
    attempt = PasswordTry(SECONDS - seconds_gone if any(is_over) else 0, tuple(limits))
    if attempt.seconds_to_wait:
        attempt.give_back()
    return attempt


def is_first_refusal(request: Request, name: str, seconds: int) -> bool:
    """Whether nobody was told to wait for `name` from here before, in these seconds.

    History names a wall once, however often somebody runs against it.
    """
    key = f"refused:{known_devices.digest_of_name(name)}:{client_network(request)}"
    return cache.add(key, 1, seconds)


def _window() -> tuple[int, int]:
    """The number of the present five minutes, and how many seconds of them are gone."""
    return divmod(int(time.time()), SECONDS)


def _counted(counter: str) -> int:
    """One more of it; how many there are now."""
    cache.add(counter, 0, SECONDS)
    return cache.incr(counter)


def _limits(request: Request, name: str) -> dict[str, int]:
    """How many may be wrong in five minutes, by what is counted."""
    if browser := known_devices.browser_of(request, name):
        return {_counter("browser", f"{browser}:{name_key(name)}"): BY_NAME}
    return {
        _counter("name", name_key(name)): BY_NAME,
        _counter("address", client_network(request)): BY_ADDRESS,
    }


def _counter(what: str, value: str) -> str:
    """A key of the cache, in which nothing that was typed can be read."""
    return f"password:{what}:{sha256(value.encode()).hexdigest()}"
