"""A product of two addresses for the tests of rolling: /readyz, and a slow page with its name."""

import os
import time
from pathlib import Path

NAME = os.environ.get("RELEASE", "")
DRAIN = Path(os.environ.get("DRAIN_FILE") or "/nowhere")


def application(environ, start_response):
    if environ["PATH_INFO"] == "/readyz":
        is_ready = not DRAIN.exists() and NAME != "broken"
        start_response("200 OK" if is_ready else "503 Service Unavailable", [])
        return [b""]
    time.sleep(0.05)
    body = NAME.encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
