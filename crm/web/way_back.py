"""Where a form leads when it is done."""

from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request, default: str) -> str:
    """The posted or linked `next` if it is a place on this site, else the URL named `default`."""
    url = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # Without a slash it would be taken for the name of a URL.
    return url if ours and "/" in url else resolve_url(default)
