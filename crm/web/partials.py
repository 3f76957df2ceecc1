"""A page and its fragments are one template; the server decides which of them a request gets."""

from django.http import HttpRequest
from django.shortcuts import render


def render_page(request: HttpRequest, template, context=None, part=None, status: int = 200):
    """The whole page, or only `template#part` when htmx asks to replace the element `part`.

    `part` is one name, or several when a page has more than one replaceable element. A name that
    is not given here can not be asked for.
    """
    parts = (part,) if isinstance(part, str) else part or ()
    target = request.htmx.target if request.htmx else None
    name = f"{template}#{target}" if target in parts else template
    return render(request, name, context, status=status)
