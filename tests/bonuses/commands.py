"""What the product's commands print."""

import json
from typing import Any

from django.core.management import call_command


def printed(capsys, *arguments: str, **options: Any) -> Any:
    """The JSON that a command prints; nothing from before it."""
    capsys.readouterr()
    call_command(*arguments, json=True, **options)
    return json.loads(capsys.readouterr().out)
