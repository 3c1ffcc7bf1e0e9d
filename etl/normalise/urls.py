"""Web addresses: only http and https are ever linked to."""

from __future__ import annotations

import re

from etl.normalise.text import LONGEST, NOTHING, name, words
from etl.normalise.verdict import Reading, Unreadable

_LINK = re.compile(r"^https?://[^\s/?#<>\"'\\^`{|}@]+(?:[/?#][^\s<>\"\\^`{|}]*)?$", re.I)
_BARE = re.compile(r"^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:jp|com|net|org|info|tokyo)(?:/\S*)?$", re.I)
_NEXT = re.compile(r"[,;](?=https?://)", re.I)
_WITHIN = re.compile(r"https?://[^\s<>\"\\^`{|};、，。）」]+", re.I)


def url(text: str) -> Reading:
    """Read a link; of several, or among words, the first, noted as ``url_among_words``.

    Raises:
        Unreadable: ``url_unreadable`` for anything but http(s), with the scheme put before what
            is an address without one.
    """
    line = name(text.strip()[:LONGEST]) or ""
    if not line or words(line) in NOTHING:
        return Reading(None)
    if _LINK.match(line) and not _NEXT.search(line):
        return Reading(line)
    parts = _NEXT.sub(" ", words(line))
    found = [one for one in _WITHIN.findall(parts) if _LINK.match(one)]
    if found == [parts]:
        return Reading(parts)
    if found:
        # The way a link is given beside words, or several in one cell.
        return Reading(found[0], "url_among_words", " ".join(found[1:]))
    hint = f"https://{words(line)}" if _BARE.match(words(line)) else ""
    raise Unreadable("url_unreadable", text, hint)
