"""A download breaks off when the person would not get it any more (RO-5)."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic

import structlog
from django.core.exceptions import PermissionDenied

ASK_EVERY_SECONDS = 1
log = structlog.get_logger(__name__)


class Withdrawn(PermissionDenied):
    """The rights were taken away while the file was sent: the browser sees it break off."""


def while_entitled(
    parts: Iterable[bytes], entitled: Callable[[], bool], since: float
) -> Iterator[bytes]:
    """The parts, each of them sent only while `entitled` says so; asked once a second.

    `since` is when that was last asked, by monotonic(). Raises Withdrawn.
    """
    for part in parts:
        if monotonic() - since >= ASK_EVERY_SECONDS:
            if not entitled():
                log.warning("download cut off: the rights were taken away")
                raise Withdrawn
            since = monotonic()
        yield part
