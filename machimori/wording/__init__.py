"""Every word, number and colour a reader meets: pure, used by screens, site and prints alike."""

from machimori.wording.catalogue import (
    MissingMessage,
    has,
    text,
    word,
)
from machimori.wording.languages import EVERYWHERE, LANGUAGES, device_language, pick_language

__all__ = [
    "EVERYWHERE",
    "LANGUAGES",
    "MissingMessage",
    "device_language",
    "has",
    "pick_language",
    "text",
    "word",
]
