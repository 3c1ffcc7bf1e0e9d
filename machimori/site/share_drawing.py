"""The pictures for previews of links: the theme, and its first figures with their dates."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw, ImageFont

from machimori.domain.judgement import State
from machimori.domain.published_values import Indicator
from machimori.site.figure_parts import build_moment, sample_text
from machimori.site.figures import Figures, theme_slug
from machimori.site.paper import plain
from machimori.site.share_image import BOLD, HEIGHT, REGULAR, WIDTH, is_drawn, path
from machimori.site.sheet import Sheet
from machimori.wording.indicator_card import Card, card
from machimori.wording.indicator_words import theme_word
from machimori.wording.tokens import COLOURS

_MARGIN = 64
#: Figures in a picture, and colours it is kept in: text on a plain ground needs few.
_FIGURES, _COLOURS = 3, 16
_CUT = "…"
_ORDER = list(State)


def files(sheet: Sheet, figures: Figures) -> Iterator[tuple[str, bytes]]:
    """Path -> PNG of the site and of every theme; none without the font."""
    if not is_drawn():
        return
    front = [card(one, sheet.lang) for one in figures.front]
    yield path(sheet.lang), _picture(sheet, figures, sheet.t("figures.index"), front)
    for theme, found in figures.themes.items():
        cards = [card(one, sheet.lang) for one in sorted(found, key=_judged_first)]
        title = theme_word(theme, sheet.lang)
        yield path(sheet.lang, theme_slug(theme)), _picture(sheet, figures, title, cards)


def _judged_first(one: Indicator) -> int:
    return _ORDER.index(one.state)


def _picture(sheet: Sheet, figures: Figures, title: str, cards: Sequence[Card]) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), COLOURS["ground"])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 20, HEIGHT), fill=COLOURS["brand"])
    place = f"{sheet.municipality} {sheet.t('app.name')}"
    _line(draw, place, 44, size=34, colour="quiet")
    _line(draw, title, 96, size=64, is_bold=True)
    top = 214
    for one in cards[:_FIGURES]:
        draw.line((_MARGIN, top - 10, WIDTH - _MARGIN, top - 10), fill=COLOURS["line"], width=2)
        _line(draw, f"{one.place} {one.label}", top, size=30, colour="ink")
        value = draw.textlength(one.value, _font(44, is_bold=True))
        _line(draw, one.value, top + 40, size=44, colour="brand", is_bold=True)
        _line(draw, one.date, top + 54, size=26, colour="quiet", left=_MARGIN + int(value) + 24)
        top += 112
    said = sample_text(sheet, cards)
    made = sheet.t("figures.built", moment=build_moment(sheet, figures))
    _line(draw, f"{sheet.t('band.sample')} {made}" if said else made, 566, size=26, colour="quiet")
    out = io.BytesIO()
    few = image.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _line(
    draw: ImageDraw.ImageDraw,
    words: str,
    top: int,
    *,
    size: int,
    colour: str = "ink",
    is_bold: bool = False,
    left: int = _MARGIN,
) -> None:
    """One line, cut where the picture ends."""
    font = _font(size, is_bold=is_bold)
    said, most = plain(words).replace("\n", " "), WIDTH - _MARGIN - left
    if draw.textlength(said, font) > most:
        while said and draw.textlength(said + _CUT, font) > most:
            said = said[:-1]
        said += _CUT
    draw.text((left, top), said, fill=COLOURS[colour], font=font)


@functools.cache
def _font(size: int, *, is_bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BOLD if is_bold else REGULAR, size)
