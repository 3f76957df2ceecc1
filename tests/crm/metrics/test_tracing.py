"""What leaves of a span: listed facts under a name made of them (OP-8). Off unless asked for."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace.status import Status, StatusCode

from crm.metrics import switch
from crm.metrics.switch import begin_tracing
from crm.metrics.tracing import ScrubbingExporter

ADDRESS = "http://crm/password/link/s3cret/?customer=Siti"


@pytest.fixture
def sent():
    """sent(name, attributes): the span that leaves, after an error in it."""
    memory = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(ScrubbingExporter(memory)))

    def send(name, attributes):
        span = provider.get_tracer("test").start_span(name, attributes=attributes)
        span.record_exception(ValueError("Siti"))
        span.set_status(Status(StatusCode.ERROR, "Siti"))
        span.end()
        [left] = memory.get_finished_spans()
        return left

    return send


def test_of_a_request_route_and_status_are_sent(sent):
    span = sent(
        f"GET {ADDRESS}",
        {
            "http.method": "GET",
            "http.url": ADDRESS,
            "http.target": ADDRESS,
            "http.user_agent": "Siti's phone",
            "net.peer.ip": "10.0.0.7",
            "http.route": "password/link/<str:token>/",
            "http.status_code": 200,
            "request.id": "edge-7f3a.0001",
        },
    )
    assert span.name == "GET password/link/<str:token>/"
    assert span.attributes == {
        "http.method": "GET",
        "http.route": "password/link/<str:token>/",
        "http.status_code": 200,
        "request.id": "edge-7f3a.0001",
    }
    assert "Siti" not in span.to_json()
    assert "s3cret" not in span.to_json()
    assert span.status.status_code == StatusCode.ERROR
    assert span.end_time > span.start_time


def test_an_address_that_leads_nowhere_is_not_sent(sent):
    span = sent(f"GET {ADDRESS}", {"http.request.method": "GET", "url.path": ADDRESS})
    assert span.name == "GET"
    assert "s3cret" not in span.to_json()


def test_of_a_command_its_collection_is_sent(sent):
    facts = {"db.system": "mongodb", "db.mongodb.collection": "omset_omsetrecord"}
    span = sent("omset.find", facts | {"db.statement": "find {'customer_key': 'siti'}"})
    assert span.name == "omset.find"
    assert span.attributes == facts


def test_it_is_off_unless_asked_for(settings):
    settings.TRACING_ENDPOINT = ""
    assert begin_tracing() is False


def test_a_start_without_the_packages_stops_with_a_sentence(settings, monkeypatch):
    settings.TRACING_ENDPOINT = "http://127.0.0.1:4318"
    monkeypatch.setattr(switch, "NEEDED", "no_such_package")
    with pytest.raises(ImproperlyConfigured, match=r"requirements-tracing\.txt"):
        begin_tracing()
