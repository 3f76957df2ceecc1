"""What every request passes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# What a middleware wraps: the next one, or at last the view.
GetResponse = Callable[[HttpRequest], HttpResponse]
