"""How a file is refused: what it is and what to do, in Japanese and in English."""

from __future__ import annotations

from etl.contract import UnreadableFile


def unreadable(file: str, ja: str, en: str) -> UnreadableFile:
    """Make the error of a file that can't be read.

    Args:
        file: name shown to people, with sheet or member.
        ja: what it is and what to do, in Japanese.
        en: the same in English.
    """
    return UnreadableFile(f"{file}: {ja} / {en}")
