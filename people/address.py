"""Whose address a request comes from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

# A household or an office is given a network of this size; counting single addresses would count nothing.
IPV6_PREFIX = 64


def address_of(request: HttpRequest) -> str:
    """The address of who asks. X-Forwarded-For is anybody's to write, except for what our own proxy adds.

    With BEHIND_PROXY=1 that is its last entry: of "1.1.1.1, 203.0.113.9" the first may be invented.
    """
    remote: str = request.META.get("REMOTE_ADDR", "")
    if not settings.BEHIND_PROXY:
        return _plain(remote) or remote
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
    return _plain(forwarded) or _plain(remote) or remote


def _plain(text: str) -> str:
    """One spelling for each address, or nothing: ::ffff:203.0.113.9 is 203.0.113.9."""
    try:
        address: IPv4Address | IPv6Address = ip_address(text.strip())
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), IPV6_PREFIX), strict=False))
    return str(address)
