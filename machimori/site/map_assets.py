"""The library that draws the map: asked for after the page stands, so no part of a first view."""

from __future__ import annotations

import functools
import hashlib

from machimori.city import REPOSITORY

_LEAFLET = REPOSITORY / "static" / "vendor" / "leaflet"
_NAMES = ("leaflet.css", "leaflet.js")


def is_installed() -> bool:
    """Whether the library is there (``make install`` puts it)."""
    return all((_LEAFLET / name).is_file() for name in _NAMES)


@functools.cache
def later() -> dict[str, bytes]:
    """Path -> content of its files; the name changes with the content."""
    found = {}
    for name in _NAMES if is_installed() else ():
        content = (_LEAFLET / name).read_bytes()
        stem, suffix = name.split(".")
        digest = hashlib.sha256(content).hexdigest()[:12]
        found[f"assets/{stem}.{digest}.{suffix}"] = content
    return found


def paths() -> list[str]:
    """Style sheet first, then script."""
    return sorted(later(), key=lambda one: one.endswith(".js"))
