"""How often one person may use a view: beyond that it answers 429 (SE-2)."""

from collections.abc import Callable
from typing import TypeVar

from django.http.response import HttpResponseBase
from django_ratelimit import ALL, UNSAFE
from django_ratelimit.decorators import ratelimit

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# What people do by hand; many things at once; what has a worker read a whole file.
WRITES, MANY, STEPS = "60/m", "20/m", "30/h"
# One tap after the other, and what is looked for while somebody types.
TAPS = SEARCHES = "120/m"
# Opening pages that read the ledger itself.
READS = "120/m"


def limited(rate: str, *, reads: bool = False) -> Callable[[View], View]:
    """Let one person send forms to a view `rate` often, or with `reads` open it so often.

    Stands below the rule of access. A test demands it of every view that writes.
    """

    def decorate(view: View) -> View:
        counted = ratelimit(key="user", rate=rate, method=ALL if reads else UNSAFE)(view)
        vars(counted)["limit"] = rate
        return counted

    return decorate
