"""Telling another machine something as JSON, over https alone."""

import json
from http.client import HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit


def post(address: str, message: dict[str, Any], *, seconds: float) -> str:
    """Send it; why it could not be sent, "" if it was. Never raises for what others do."""
    where = urlsplit(address)
    connection = HTTPSConnection(where.netloc, timeout=seconds)
    headers = {"Content-Type": "application/json"}
    try:
        connection.request("POST", where.path or "/", json.dumps(message), headers)
        status = connection.getresponse().status
        return "" if status < 300 else f"answered {status}"
    except (HTTPException, OSError) as error:
        return str(error)[:200]
    finally:
        connection.close()
