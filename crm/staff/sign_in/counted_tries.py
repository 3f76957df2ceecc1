"""Tries that are counted before they are judged, and given back if they were right.

Of many that are sent at the same instant no more are judged than the limit says (issue 15, 10).
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache


@dataclass(frozen=True)
class CountedTry:
    """One that was counted: 0 seconds to wait if it may be judged, and where it is counted."""

    seconds_to_wait: int
    counters: tuple[str, ...]

    def give_back(self) -> None:
        """It was right, or nothing was judged: it counts no more."""
        for counter in self.counters:
            try:
                cache.decr(counter)
            except ValueError:
                # Its time is over.
                continue


def take(limits: Mapping[str, int], seconds: int, window: tuple[int, int]) -> CountedTry:
    """Count a try in each of these counters, none of which may go above its limit.

    `window` is what window_of() says of the present. One that must wait counts for nothing.
    """
    if not settings.RATELIMIT_ENABLE:
        return CountedTry(0, ())
    number, seconds_gone = window
    numbered = {f"{counter}:{number}": most for counter, most in limits.items()}
    is_over = [_counted(counter, seconds) > most for counter, most in numbered.items()]
    attempt = CountedTry(seconds - seconds_gone if any(is_over) else 0, tuple(numbered))
    if attempt.seconds_to_wait:
        attempt.give_back()
    return attempt


def window_of(seconds: int) -> tuple[int, int]:
    """The number of the present period of so many seconds, and how many of them are gone."""
    return divmod(int(time.time()), seconds)


def counter(*what: str) -> str:
    """A key of the cache, in whose last part nothing that was typed can be read."""
    return ":".join([*what[:-1], sha256(what[-1].encode()).hexdigest()])


def _counted(name: str, seconds: int) -> int:
    """One more of it; how many there are now."""
    cache.add(name, 0, seconds)
    return cache.incr(name)
