"""Structured logs: one JSON object a line in production, readable lines in debug."""

import sentry_sdk
import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter

# What every line carries, whether it comes from structlog or from the standard library.
COMMON = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    ExtraAdder(),
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
        },
    }


def configure_sentry(dsn: str, *, release: str) -> None:
    """Report unhandled exceptions to Sentry if `dsn` is set, without customers' data."""
    if dsn:
        sentry_sdk.init(
            dsn=dsn,
            release=release or None,
            before_send=_with_request_id,
            send_default_pii=False,
            include_local_variables=False,
            max_request_body_size="never",
        )


def _renderers(as_json: bool) -> list:
    if as_json:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [structlog.dev.ConsoleRenderer()]


def _with_request_id(event, hint):
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    event.setdefault("tags", {})["request_id"] = request_id
    return event
