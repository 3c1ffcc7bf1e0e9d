"""Where the pictures are that messengers show beside a link, and whether they can be drawn."""

from __future__ import annotations

import functools

from machimori.city import REPOSITORY
from machimori.wording.languages import EVERYWHERE, pick_language

FOLDER = "og"
WIDTH, HEIGHT = 1200, 630  # what messengers ask for
_FONTS = REPOSITORY / "static" / "vendor" / "biz-udgothic"
REGULAR, BOLD = _FONTS / "BIZUDGothic_400Regular.ttf", _FONTS / "BIZUDGothic_700Bold.ttf"


def path(lang: str, theme: str = "") -> str:
    """Path of a picture in the site.

    Args:
        lang: the reader's; the picture is in the nearest language figures are in.
        theme: the theme's name in addresses; empty: the picture of the whole site.
    """
    return f"{FOLDER}/{pick_language(lang, EVERYWHERE)}/{theme or 'site'}.png"


@functools.cache
def is_drawn() -> bool:
    """Whether the font for it is installed."""
    return REGULAR.is_file() and BOLD.is_file()
