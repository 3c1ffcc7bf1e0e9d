"""Design tokens: colours with their computed contrast, type, spacing and the marks of states.

A state is always said three ways at once: word, shape, colour. The palette keeps text at 4.5:1
and graphics at 3:1 against the ground they stand on (WCAG 2.2 AA 1.4.3, 1.4.11); the tests
compute every pair that is in use.
"""

from __future__ import annotations

from dataclasses import dataclass

from machimori.domain.vocabulary import Crowding, Opening

COLOURS: dict[str, str] = {
    "ink": "#1A1A1A",
    "quiet": "#55585C",  # descriptions, captions
    "line": "#D5D8DD",
    "edge": "#7B8089",  # borders that carry meaning: fields, buttons
    "ground": "#FFFFFF",
    "panel": "#F4F6F8",
    "brand": "#0017C1",  # links, the chosen thing
    "brand_soft": "#E8EDFC",
    "good": "#12683F",
    "good_soft": "#E3F3EA",
    "caution": "#8A4600",
    "caution_soft": "#FDF0DF",
    "alarm": "#B00020",
    "alarm_soft": "#FCE9EA",
    "neutral": "#5A6068",
    "neutral_soft": "#EDEFF2",
    "training": "#5B2A86",
    "training_soft": "#F1E8F8",
    # The ground of maps, fainter than anything that stands on it.
    "map_land": "#F7F6F2",
    "map_water": "#CFE3F1",
    "map_block": "#DCDCD6",
    "map_road": "#C9C3B4",
    "map_rail": "#A9A9A9",
    "map_outline": "#6B7280",
}
#: Blue steps for ordered classes, light to dark, and the series colours of charts.
STEPS = ("#D9E6FF", "#9DB7F9", "#4979F5", "#264AF4", "#0017C1")
SERIES = ("#0017C1", "#C74700", "#12683F", "#5B2A86", "#5A6068")
#: System fonts only: nothing is fetched. Japanese faces first, so that CJK glyphs are Japanese.
FONT = (
    '"Hiragino Sans", "Hiragino Kaku Gothic ProN", "Yu Gothic", "BIZ UDPGothic", Meiryo, '
    '"Noto Sans JP", "Noto Sans CJK JP", system-ui, sans-serif'
)
#: Sizes in rem of 16 px: public pages read large, staff pages dense.
TYPE = {"small": 0.875, "body": 1.0, "lead": 1.125, "title": 1.625, "figure": 2.25}
SPACE = {"1": 4, "2": 8, "3": 12, "4": 16, "5": 24, "6": 32, "7": 48}  # px


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` (WCAG 2.2), 0 to 1."""
    channels = []
    for start in (1, 3, 5):
        channel = int(colour[start : start + 2], 16) / 255
        channels.append(
            channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        )
    red, green, blue = channels
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@dataclass(frozen=True)
class Mark:
    """How one state looks: its catalogue key, its shape, its colour on its soft ground."""

    key: str  # of the word in the catalogue
    shape: str  # a name in SHAPES
    glyph: str  # the shape as a character, for text, prints and titles
    colour: str
    ground: str
    is_stale: bool = False  # drawn with a dashed outline, the age said beside it


#: Shapes as the inside of an SVG with viewBox 0 0 24 24; ``currentColor`` is the mark's colour.
SHAPES: dict[str, str] = {
    "disc": '<circle cx="12" cy="12" r="9" fill="currentColor"/>',
    "three_quarter": (
        '<circle cx="12" cy="12" r="9" fill="#fff" stroke="currentColor" stroke-width="2.5"/>'
        '<path d="M12 12 L12 3 A9 9 0 1 1 3 12 Z" fill="currentColor"/>'
    ),
    "half": (
        '<circle cx="12" cy="12" r="9" fill="#fff" stroke="currentColor" stroke-width="2.5"/>'
        '<path d="M12 3 A9 9 0 0 0 12 21 Z" fill="currentColor"/>'
    ),
    "square": '<rect x="3.5" y="3.5" width="17" height="17" rx="1.5" fill="currentColor"/>',
    "ring": '<circle cx="12" cy="12" r="8" fill="#fff" stroke="currentColor" stroke-width="3"/>',
    "dots": (
        '<circle cx="12" cy="12" r="8" fill="#fff" stroke="currentColor" stroke-width="3" '
        'stroke-dasharray="2.5 3.8"/>'
    ),
    "diamond": '<path d="M12 2.5 L21.5 12 L12 21.5 L2.5 12 Z" fill="currentColor"/>',
    "question": (
        '<circle cx="12" cy="12" r="9" fill="#fff" stroke="currentColor" stroke-width="2"/>'
        '<path d="M9 9.2a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 2" fill="none" '
        'stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>'
        '<circle cx="12" cy="17" r="1.4" fill="currentColor"/>'
    ),
    "triangle": '<path d="M12 3 L22 20.5 L2 20.5 Z" fill="currentColor"/>',
    "exclamation": (
        '<circle cx="12" cy="12" r="10" fill="currentColor"/>'
        '<path d="M12 5.5 L12 13" stroke="#fff" stroke-width="3" stroke-linecap="round"/>'
        '<circle cx="12" cy="17.6" r="1.8" fill="#fff"/>'
    ),
}
_GLYPHS = {
    "disc": "●",
    "three_quarter": "◕",
    "half": "◐",
    "square": "■",
    "ring": "○",
    "dots": "◌",
    "diamond": "◆",
    "question": "？",
    "triangle": "▲",
    "exclamation": "！",
}


def mark(key: str, shape: str, tone: str, *, is_stale: bool = False) -> Mark:
    """A mark in one of the tones good, caution, alarm, neutral, brand, training."""
    return Mark(key, shape, _GLYPHS[shape], COLOURS[tone], COLOURS[f"{tone}_soft"], is_stale)


_CROWDING = {
    Crowding.FREE: ("state.free", "disc", "good"),
    Crowding.SOMEWHAT_CROWDED: ("state.somewhat_crowded", "three_quarter", "caution"),
    Crowding.CROWDED: ("state.crowded", "half", "caution"),
    Crowding.FULL: ("state.full", "square", "alarm"),
}
_OPENING = {
    Opening.NOT_OPENED: ("state.not_opened", "ring", "neutral"),
    Opening.PREPARING: ("state.preparing", "dots", "neutral"),
    Opening.CLOSED: ("state.closed", "ring", "neutral"),
}
_UNKNOWN = ("state.unknown", "question", "neutral")


def state_mark(opening: str | None, crowding: str | None, *, is_stale: bool = False) -> Mark:
    """The mark of a facility: its crowding where it is open, its opening state otherwise.

    Unknown opening stays unknown whatever the crowding says; open with unknown crowding is
    open, and says that how full is unknown.
    """
    if opening in (Opening.OPEN, Opening.PERMANENT):
        found = _CROWDING.get(crowding) if crowding else None  # type: ignore[call-overload]
        key, shape, tone = found or ("state.open", "diamond", "brand")
    else:
        key, shape, tone = _OPENING.get(opening, _UNKNOWN) if opening else _UNKNOWN  # type: ignore[call-overload]
    return mark(key, shape, tone, is_stale=is_stale)


def css_variables() -> str:
    """Tokens as CSS custom properties of the document."""
    lines = [f"--{name.replace('_', '-')}: {value};" for name, value in COLOURS.items()]
    lines += [f"--type-{name}: {size}rem;" for name, size in TYPE.items()]
    lines += [f"--space-{name}: {size}px;" for name, size in SPACE.items()]
    lines.append(f"--font: {FONT};")
    return ":root {\n" + "\n".join(lines) + "\n}\n"
