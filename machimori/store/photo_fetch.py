"""Fetching the photograph of a post from where its link leads: only from hosts that are allowed.

The link is a stranger's. So it may name nothing but an allowed host, is fetched from the address
that the name was looked up to and no other, and not where that address is one of our own network.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from machimori.city_photos import RoadPhotos
from machimori.domain.photos import CONTENT_TYPES, NoPhoto

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Place:
    """A link taken apart: where it is fetched, under which name."""

    scheme: str
    host: str
    port: int
    target: str


def allowed(link: str | None, photos: RoadPhotos) -> Place | None:
    """The place a link leads to, where its host is allowed; None otherwise.

    https, or http where the host is an address that was allowed as such (a server in the house).
    """
    try:
        parts = urlsplit(link or "")
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    named = host if port is None else f"{host}:{port}"
    is_given_away = parts.username is not None or parts.password is not None
    if named not in photos.hosts or is_given_away:
        return None
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_address(host)):
        return None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, host, port or _PORTS[parts.scheme], target)


def fetch(place: Place, photos: RoadPhotos) -> bytes:
    """The bytes of a photograph, as its server sends them.

    Raises:
        NoPhoto: the server doesn't answer, sends something else or too much, or sends us on.
    """
    address = _looked_up(place)
    until = time.monotonic() + photos.seconds
    shown = f"[{address}]" if ":" in address else address
    port = "" if _PORTS[place.scheme] == place.port else f":{place.port}"
    try:
        with (
            httpx.Client(follow_redirects=False, timeout=photos.seconds, trust_env=False) as client,
            client.stream(
                "GET",
                f"{place.scheme}://{shown}:{place.port}{place.target}",
                headers={"Host": f"{place.host}{port}", "Accept": ", ".join(sorted(CONTENT_TYPES))},
                extensions={"sni_hostname": place.host},
            ) as answer,
        ):
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if answer.status_code != 200 or kind not in CONTENT_TYPES:
                raise NoPhoto("not_there")
            content = bytearray()
            for part in answer.iter_bytes():
                content += part
                if len(content) > photos.most_bytes or time.monotonic() > until:
                    raise NoPhoto("too_large")
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise NoPhoto("not_there") from problem
    return bytes(content)


def _looked_up(place: Place) -> str:
    """The address to connect to, looked up once so that no second answer can lead elsewhere."""
    if _is_address(place.host):
        return place.host  # it stands in the configuration as an address: that one is meant
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise NoPhoto("not_there") from problem
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise NoPhoto("not_public")
    return addresses[0]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
