"""Web addresses: only http and https are ever linked to."""

from __future__ import annotations

import re

from etl.normalise.text import name, words
from etl.normalise.verdict import Reading, Unreadable

_LINK = re.compile(r"^https?://[^\s/?#<>\"'\\^`{|}@]+(?:[/?#][^\s<>\"\\^`{|}]*)?$", re.I)
_BARE = re.compile(r"^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:jp|com|net|org|info|tokyo)(?:/\S*)?$", re.I)
_SEVERAL = re.compile(r"[\s;、,]+(?=https?://)")
_NOTHING = frozenset({"-", "ー", "―", "なし", "無", "無し"})


def url(text: str) -> Reading:
    """Read a link; of several the first, noted as ``url_several``.

    Raises:
        Unreadable: ``url_unreadable`` for anything but http(s), with the scheme put before what
            is an address without one.
    """
    line = name(text) or ""
    if not line or words(line) in _NOTHING:
        return Reading(None)
    found = _SEVERAL.split(line if _LINK.match(line) else words(line))
    if _LINK.match(found[0]):
        rest = " ".join(found[1:])
        return Reading(found[0], "url_several", rest) if rest else Reading(found[0])
    hint = f"https://{words(line)}" if _BARE.match(words(line)) else ""
    raise Unreadable("url_unreadable", text, hint)
