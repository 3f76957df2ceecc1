"""Workers and schedulers go round: a round may meet an outage, which ends no process."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import DatabaseError
from pymongo.errors import PyMongoError

from crm.mongo.server.outage import is_outage

log = structlog.get_logger(__name__)


@contextmanager
def survives_outages() -> Iterator[None]:
    """Log an error of the database and go on behind the block: the next round tries again."""
    try:
        yield
    except (DatabaseError, PyMongoError) as error:
        if is_outage(error):
            log.warning("the database does not answer", reason=type(error).__name__)
        else:
            log.exception("a round failed")
