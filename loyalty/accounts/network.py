"""Of an address only its beginning: enough to tell two places apart, too little to find anybody."""

from ipaddress import ip_address, ip_network

from crm.staff.history import origin_of

KEPT_BITS = {4: 24, 6: 48}


def network_of_request() -> str:
    """Where the request comes from that is being answered; empty outside of requests."""
    return network_of((origin_of(None) or {}).get("address", ""))


def network_of(address: str) -> str:
    """The network of an address, such as 203.0.113.0/24; empty for what is none."""
    try:
        read = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((read, KEPT_BITS[read.version]), strict=False))
