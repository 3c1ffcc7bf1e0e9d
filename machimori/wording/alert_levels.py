"""How a 警戒レベル looks: the colours the Cabinet Office fixed, a shape and the number itself.

The colours clash with ISO 22324 and are close to each other for many eyes, so none ever stands
alone: word, number and shape go with it. Source: 内閣府 避難情報に関するガイドライン (配色).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LevelMark:
    """Ground and ink of a level's sign, and its glyph; its words are ``alerts.name_<level>``."""

    level: int
    ground: str
    ink: str
    glyph: str


#: Orders a municipality issues. Black ink on level 3: white on its red has 3.8:1 only.
LEVEL_MARKS = {
    5: LevelMark(5, "#0C000C", "#FFFFFF", "■"),
    4: LevelMark(4, "#AA00AA", "#FFFFFF", "◆"),
    3: LevelMark(3, "#FF2800", "#000000", "▲"),
}
