"""Structured logs: one JSON object a line in production, readable lines in debug."""

import sys
import traceback
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from pymongo.errors import PyMongoError
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.typing import EventDict, Processor

from crm.registry.secret_addresses import masked

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

# What an error report says of its request: no query string, no referrer, no cookies.
REPORTED_OF_REQUESTS = ("method", "url")
OF_THE_DATABASE = (PyMongoError, DatabaseError)
# Their texts name modules and settings, and nothing that came from outside.
OF_THE_CODE = (ImportError, ImproperlyConfigured)


def without_request(logger: object, method: str, event: EventDict) -> EventDict:
    """The line without the request that Django adds: it is written with its query string.

    A refused request is no fault of the code, so its trace goes as well.
    """
    event.pop("request", None)
    if str(event.get("logger", "")).startswith("django.security"):
        event.pop("exc_info", None)
    return event


def without_secret_addresses(logger: object, method: str, event: EventDict) -> EventDict:
    """The line without the secret in any address that it names."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = masked(value)
    return event


def without_values(logger: object, method: str, event: EventDict) -> EventDict:
    """The line of an error of the database without its text, which holds the rows it is about."""
    error = _error_of(event.get("exc_info"))
    if error and any(isinstance(each, OF_THE_DATABASE) for each in _chain(error)):
        return _by_class(event, error)
    return event


def without_texts(logger: object, method: str, event: EventDict) -> EventDict:
    """The line of any error without its text: what somebody typed may stand in it (OP-8).

    Its class stays, and where it was raised, of those that led to it as well.
    """
    error = _error_of(event.get("exc_info"))
    return _by_class(event, error) if error else event


def _by_class(event: EventDict, error: BaseException) -> EventDict:
    event.pop("exc_info")
    event["error"] = " < ".join(_named(each) for each in _chain(error))
    event["raised_at"] = "".join(
        f"{type(each).__name__}\n{''.join(traceback.format_tb(each.__traceback__))}"
        for each in _chain(error)
    )
    return event


def _named(error: BaseException) -> str:
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, OF_THE_CODE) else name


def _error_of(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1]
    return sys.exc_info()[1] if exc_info else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and those that led to it."""
    each: BaseException | None = error
    while each:
        yield each
        each = each.__cause__ or each.__context__


# What every line carries, whether it comes from structlog or from the standard library.
COMMON: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    ExtraAdder(),
    without_request,
    without_secret_addresses,
    without_values,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_config(*, level: int, as_json: bool) -> dict:
    """Return the LOGGING setting, and make structlog write through the same handler."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *COMMON,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": ProcessorFormatter,
        "foreign_pre_chain": COMMON,
        "processors": [ProcessorFormatter.remove_processors_meta, *_renderers(as_json)],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Replaces Django's own handlers: one line an event, in one form.
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            # The access line has the status already; here only the traces are wanted.
            "django.request": {"level": "ERROR"},
            # Below that they write whole commands and requests: customers, password hashes.
            "pymongo": {"level": "INFO"},
            "django.template": {"level": "INFO"},
        },
    }


def configure_sentry(dsn: str, *, release: str) -> None:
    """Report unhandled exceptions to Sentry if `dsn` is set, without customers' data."""
    if dsn:
        # A fifth of a second of every start, for those who have a collector alone.
        import_module("sentry_sdk").init(
            dsn=dsn,
            release=release or None,
            before_send=for_sentry,
            send_default_pii=False,
            include_local_variables=False,
            max_request_body_size="never",
        )


def for_sentry(event: "Event", hint: "Hint") -> "Event":
    """The error report as it leaves: with the request's id, without what people looked for."""
    if request_id := structlog.contextvars.get_contextvars().get("request_id"):
        event.setdefault("tags", {})["request_id"] = request_id
    request = event.get("request", {})
    event["request"] = {
        name: masked(str(request[name])) for name in REPORTED_OF_REQUESTS if name in request
    }
    event.get("extra", {}).pop("request", None)
    for error in event.get("exception", {}).get("values", []):
        # Texts of errors name rows and what people typed; the class and the frames are enough.
        error["value"] = ""
    return event


def _renderers(as_json: bool) -> list[Processor]:
    if as_json:
        return [without_texts, structlog.processors.JSONRenderer()]
    return [structlog.dev.ConsoleRenderer()]
