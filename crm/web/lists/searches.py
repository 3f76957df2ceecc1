"""Texts that people look for in a list: sent, and kept with the session under a number.

What is typed names a customer or a colleague, and would stand in logs and in the history of the
browser, were it in the address.
"""

import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from crm.web.requests import WebRequest

FIND = "find"
# Each pause while somebody types is a search.
KEPT_IN, MOST_KEPT = "searches", 50
# Longer ones are refused in words, which need no more of them.
LONGEST_KEPT = 500


class SearchFilter(forms.Form):
    """A filter with a text that no address bears: `find` stands for it there."""

    # The field of the text, and what stands for it.
    sent_as: ClassVar[dict[str, str]] = {"q": FIND}

    find = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """What is chosen; an error beside the text whose number stands for nothing any more."""
        data = super().clean() or self.cleaned_data
        text_field = text_field_of(type(self))
        if self.data.get(FIND) and not self.data.get(text_field):
            self.add_error(text_field, _("This search has ended. Type it once more."))
        return data


SearchFilterClass = type[SearchFilter]


def text_field_of(filter_class: SearchFilterClass) -> str:
    """The name of the field whose text no address bears."""
    [name] = filter_class.sent_as
    return name


def chosen_in(request: HttpRequest, filter_class: SearchFilterClass) -> QueryDict:
    """The filter of the address, with the text that its number stands for; any other text in the
    address is of no account."""
    chosen = request.GET.copy()
    name = text_field_of(filter_class)
    chosen.pop(name, None)
    if number := chosen.get(FIND):
        chosen[name] = dict(request.session.get(KEPT_IN, [])).get(number, "")
    return chosen


def leads_on(request: WebRequest, view: str, filter_class: SearchFilterClass) -> HttpResponse:
    """To the list with the filter that was sent, under an address that names nobody."""
    fields = sorted(filter_class.base_fields)
    sent = {name: value for name in fields if (value := request.POST.get(name, "").strip())}
    sent.pop(FIND, None)
    query = query_without_names(request, filter_class.sent_as, sent)
    address = f"{reverse(view)}?{query}" if query else reverse(view)
    return _answered_here(request, address) if request.htmx else redirect(address)


def _answered_here(request: WebRequest, address: str) -> HttpResponse:
    """What the address answers to htmx, which is in the browser's then. Led there, the browser
    would load the whole page, and who types would lose the cursor."""
    place = urlsplit(address)
    request.method, request.path = "GET", place.path
    request.GET, request.POST = QueryDict(place.query), QueryDict()
    response = resolve(place.path).func(request)
    response["HX-Push-Url"] = address
    return response


def query_without_names(
    request: HttpRequest, sent_as: Mapping[str, str], chosen: Mapping[str, str]
) -> str:
    """What is chosen as the query string of an address, its text as a number of the session."""
    named = {name: chosen[name] for name in sent_as if chosen.get(name)}
    left = {name: value for name, value in chosen.items() if name not in sent_as}
    numbers = {sent_as[name]: _number_of(request, text) for name, text in named.items()}
    return urlencode(left | numbers)


def names_nobody(filter_class: SearchFilterClass) -> Callable[..., Callable[..., Any]]:
    """A list that leads on to itself where a text stands in its address: in one typed by hand, or
    kept from before. Nothing is decided then: what it would be about was not shown.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponseBase:
            if text_field_of(filter_class) not in request.GET:
                return view(request)
            query = query_without_names(request, filter_class.sent_as, request.GET.dict())
            return redirect(f"{request.path}?{query}" if query else request.path)

        return answer

    return decorate


def _number_of(request: HttpRequest, text: str) -> str:
    """Under which number the session keeps the text; the oldest is forgotten."""
    text = text[:LONGEST_KEPT]
    kept = request.session.get(KEPT_IN, [])
    numbers = [number for number, earlier in kept if earlier == text]
    if numbers:
        return numbers[0]
    number = secrets.token_urlsafe(6)
    request.session[KEPT_IN] = [*kept[1 - MOST_KEPT :], [number, text]]
    return number
