"""Where a request comes from, behind the proxies that settings trust."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
# One subscriber has at least a /64 of IPv6 and moves about in it at will.
IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str:
    """The client's address: as the outermost of TRUSTED_PROXIES proxies saw it, else the peer's.

    What stands further left in X-Forwarded-For was written by the client and is not looked at.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXIES:
        return peer or UNKNOWN
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    hop = hops[-settings.TRUSTED_PROXIES] if len(hops) >= settings.TRUSTED_PROXIES else ""
    return hop if _is_address(hop) else peer or UNKNOWN


def client_network(request: HttpRequest) -> str:
    """What to count requests by: an IPv4 address, or the /64 network of an IPv6 one."""
    text = client_address(request)
    if not _is_address(text):
        return text
    address = ip_address(text)
    if address.version == 4 or address.ipv4_mapped:
        return str(getattr(address, "ipv4_mapped", address))
    return str(ip_network((address, IPV6_PREFIX), strict=False))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
