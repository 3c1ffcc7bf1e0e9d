"""Which words two texts have in common, for people to read. Pure."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

#: Runs that mean something by themselves: kanji, katakana, Latin letters with numbers.
_WORD = re.compile(r"[一-龠々]{2,}|[ァ-ヶー]{2,}|[a-z0-9]{3,}")
MOST_WORDS = 4
_LONGEST = 400


def shared_words(one: str, other: str) -> list[str]:
    """Words both texts use, the longest first, at most ``MOST_WORDS``."""
    first, second = (
        unicodedata.normalize("NFKC", text[:_LONGEST]).lower() for text in (one, other)
    )
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    found = {
        word for block in blocks for word in _WORD.findall(first[block.a : block.a + block.size])
    }
    found |= set(_WORD.findall(first)) & set(_WORD.findall(second))
    kept: list[str] = []
    for word in sorted(found, key=lambda word: (-len(word), word)):
        if not any(word in longer for longer in kept):
            kept.append(word)
    return kept[:MOST_WORDS]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
