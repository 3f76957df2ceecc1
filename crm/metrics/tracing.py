"""Spans of requests and of their commands to the database, without what they are about.

Loaded where tracing is switched on alone (crm/metrics/switch.py). OpenTelemetry's own instruments
make the spans; what leaves is a new span with those facts that stand on a list here: a fact that a
later release of theirs adds is not sent by itself. Errors leave their class behind, no text.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.instrumentation.pymongo import PymongoInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Span
from opentelemetry.trace.status import Status

SERVICE = "crm"
REQUEST_ID = "request.id"
# Of each either name: the older and the newer convention.
ROUTE = "http.route"
METHODS = ("http.request.method", "http.method")
SENT = {
    *(REQUEST_ID, ROUTE, *METHODS, "http.response.status_code", "http.status_code"),
    *("db.system", "db.system.name", "db.name", "db.namespace"),
    *("db.mongodb.collection", "db.collection.name", "error.type"),
}
# What nobody waits for.
NOT_TRACED = "livez,readyz,metrics$,static/"


class ScrubbingExporter(SpanExporter):
    """Hands on what may leave of each span."""

    def __init__(self, exporter: SpanExporter) -> None:
        self.exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """As the exporter behind it answers."""
        return self.exporter.export([scrubbed(span) for span in spans])

    def shutdown(self) -> None:
        """The exporter behind it ends."""
        self.exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """As the exporter behind it answers."""
        return self.exporter.force_flush(timeout_millis)


def begin() -> TracerProvider:
    """Trace requests and commands of this process; the OTEL_ variables say how and where to."""
    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(ScrubbingExporter(OTLPSpanExporter())))
    DjangoInstrumentor().instrument(
        tracer_provider=provider, excluded_urls=NOT_TRACED, response_hook=_add_request_id
    )
    PymongoInstrumentor().instrument(tracer_provider=provider)
    return provider


def scrubbed(span: ReadableSpan) -> ReadableSpan:
    """The span with its listed facts, under a name that is made of them; no events, no texts."""
    facts = {name: value for name, value in (span.attributes or {}).items() if name in SENT}
    return ReadableSpan(
        name=_name_of(span),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=facts,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _name_of(span: ReadableSpan) -> str:
    """Of a request its method and route; of an address that leads nowhere the method alone."""
    facts = span.attributes or {}
    method = next((str(facts[name]) for name in METHODS if name in facts), "")
    return f"{method} {facts.get(ROUTE, '')}".strip() if method else span.name


def _add_request_id(span: Span, request: HttpRequest, response: HttpResponse) -> None:
    """So that a line of the log and a span find each other."""
    if request_id := getattr(request, "id", ""):
        span.set_attribute(REQUEST_ID, request_id)
