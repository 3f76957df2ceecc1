"""What monitors read: gauges at /metrics, and spans where they are wanted (issue 18, item 5).

1. gauges.py      what this wing itself counts: the server, the release
2. scrape.py      asks every source that is registered at crm/registry/gauges.py
3. middleware.py  answers /metrics to whoever has the token
4. switch.py      begins tracing where a setting asks for it
5. tracing.py     spans by OpenTelemetry, without what they are about
"""
