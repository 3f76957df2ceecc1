"""A page and its fragments are one template; the server decides which of them a request gets."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from crm.web.requests import WebRequest


def render_page(
    request: WebRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    part: str | tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The whole page, or only `template#part` when htmx asks to replace the element `part`.

    `part` is one name, or several when a page has more than one replaceable element. A name that
    is not given here can not be asked for.
    """
    parts = (part,) if isinstance(part, str) else part
    target = request.htmx.target if request.htmx else None
    name = f"{template}#{target}" if target in parts else template
    return render(request, name, context, status=status)
