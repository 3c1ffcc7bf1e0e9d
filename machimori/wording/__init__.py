"""Every word, number and colour a reader meets: pure, used by screens, site and prints alike."""

from machimori.wording.catalogue import (
    LANGUAGES,
    MissingMessage,
    has,
    pick_language,
    text,
    word,
)

__all__ = ["LANGUAGES", "MissingMessage", "has", "pick_language", "text", "word"]
