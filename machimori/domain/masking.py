"""Personal details in free text, found by rule: telephones, plates, mail, house addresses, names.

A rule knows how such things are written, not who is meant: names are found by さん, 様 and
氏 alone, so names may remain. What is wrong is measured on written examples (``bench masking``).
Every pattern is bounded, so the time grows with the text and with nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from machimori.domain import masking_patterns as patterns
from machimori.domain.callings import is_name

#: Longer texts are not looked through as a whole by any screen; the rest is left out, not shown.
MOST_CHARACTERS = 100_000

#: A Japanese number has no fewer, with its area or its network.
_PHONE_DIGITS = 10


class Kind(StrEnum):
    """What a rule found."""

    MAIL = "mail"
    PHONE = "phone"
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True)
class Found:
    """A part of a text, end exclusive."""

    start: int
    end: int
    kind: Kind


def find(text: str) -> list[Found]:
    """Every part that a rule takes for a personal detail, in order and without overlaps."""
    folded = text[:MOST_CHARACTERS].translate(patterns.FOLDED)
    found = sorted(_all(folded), key=lambda one: (one.start, -one.end))
    parts: list[Found] = []
    for one in found:
        if parts and one.start < parts[-1].end:
            last = parts[-1]
            parts[-1] = Found(last.start, max(last.end, one.end), last.kind)
        else:
            parts.append(one)
    return parts


def masked(text: str, words: Mapping[str, str]) -> str:
    """The text with a word in the place of each part found.

    Args:
        text: as a stranger wrote it; what is longer than ``MOST_CHARACTERS`` is cut.
        words: ``Kind`` code to the word that stands in its place.
    """
    held = text[:MOST_CHARACTERS]
    written: list[str] = []
    at = 0
    for part in find(held):
        written += [held[at : part.start], words[part.kind]]
        at = part.end
    return "".join([*written, held[at:]])


def _all(folded: str) -> Iterator[Found]:
    """What each rule finds; one that needs what the text has not is not asked."""
    digits = folded.translate(patterns.KANJI_DIGITS)
    has_digits = any(map(str.isdigit, digits))
    is_long_enough = has_digits and sum(map(str.isdigit, digits)) >= _PHONE_DIGITS
    rules = (
        (patterns.MAIL, folded, Kind.MAIL, patterns.AT.search(folded)),
        (patterns.PHONE, digits, Kind.PHONE, is_long_enough),
        (patterns.EXTENSION, folded, Kind.PHONE, "内線" in folded),
        (patterns.LOCAL_PHONE, folded, Kind.PHONE, "-" in folded),
        (patterns.PLATE, folded, Kind.PLATE, has_digits),
        (patterns.PLATE, digits, Kind.PLATE, digits != folded),
        (patterns.ADDRESS, folded, Kind.ADDRESS, has_digits or "十" in folded or "百" in folded),
    )
    for pattern, looked_at, kind, may_be in rules:
        if not may_be:
            continue
        for match in pattern.finditer(looked_at):
            if kind is not Kind.PHONE or _is_phone(match.group()):
                yield Found(match.start(), match.end(), kind)
    if patterns.CALLING.search(folded):
        for match in patterns.NAME.finditer(folded):
            if is_name(match["kanji"]):
                yield Found(match.start(), match.end("kanji"), Kind.NAME)


def _is_phone(written: str) -> bool:
    """Japanese numbers have 10 or 11 digits; extensions and local ones stand by a word."""
    digits = sum(one.isdigit() for one in written)
    if not written[0].isdigit() and written[0] not in "+(":
        return True
    return _PHONE_DIGITS <= digits <= 13
