"""A4 sheets in an embedded Japanese font: a band on each page, headings, sentences, tables.

The font is a dependency (``static/vendor``), so a sheet looks the same on any machine and its text
can be searched and copied. A character the font lacks becomes 〓, as Japanese printers have it.
"""

from __future__ import annotations

import functools
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import TableCellFillMode, XPos, YPos
from fpdf.fonts import FontFace

from machimori.city import REPOSITORY
from machimori.wording.tokens import COLOURS

FONTS = REPOSITORY / "static" / "vendor" / "biz-udgothic"
_REGULAR, _BOLD = FONTS / "BIZUDGothic_400Regular.ttf", FONTS / "BIZUDGothic_700Bold.ttf"
MISSING = "〓"
_FAMILY = "BIZ UDGothic"
_MARGIN_MM = 12
_LINE = 1.35


class NoFont(RuntimeError):
    """The font is not installed; the message says what to run."""


@dataclass(frozen=True)
class Band:
    """What kind of data the sheet holds, on top of every page: its words and its tone."""

    words: str
    tone: str  # of COLOURS


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, share of the width, alignment (L, R, C)."""

    heading: str
    share: float
    align: str = "L"


class Paper(FPDF):
    """A sheet under way. ``foot`` is said on every page beside its number."""

    def __init__(
        self,
        title: str,
        bands: Sequence[Band],
        foot: str,
        page_words: str,
        made_at: datetime,
        *,
        is_wide: bool = False,
    ) -> None:
        super().__init__("landscape" if is_wide else "portrait", "mm", "A4")
        self.bands, self.foot, self.page_words = bands, foot, page_words
        for style, path in (("", _REGULAR), ("B", _BOLD)):
            if not path.is_file():
                raise NoFont(f"{path.name} is not installed. Run `make install`.")
            self.add_font(_FAMILY, style, path)
        self.set_margins(_MARGIN_MM, _MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=16)
        self.set_title(plain(title))
        self.set_lang("ja-JP")
        self.set_creator("Machimori")
        self.set_creation_date(made_at)
        self.alias_nb_pages("{pages}")
        self.add_page()

    def header(self) -> None:
        """The bands; fpdf2 calls it for every page."""
        for band in self.bands:
            self.set_fill_color(COLOURS[band.tone])
            self.set_text_color("#FFFFFF")
            self.set_font(_FAMILY, "B", 10)
            self.cell(
                0, 7, plain(band.words), align="C", fill=True, new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )
        self.set_text_color(COLOURS["ink"])
        self.ln(2)

    def footer(self) -> None:
        """As of when, and which page; fpdf2 calls it for every page."""
        self.set_y(-13)
        self.set_font(_FAMILY, "", 8)
        self.set_text_color(COLOURS["quiet"])
        self.cell(0, 5, plain(self.foot), align="L")
        self.set_x(_MARGIN_MM)
        pages = self.page_words.format(page=self.page_no(), pages="{pages}")
        self.cell(0, 5, pages, align="R")
        self.set_text_color(COLOURS["ink"])

    def headline(self, words: str) -> None:
        """The sheet's own title."""
        self.set_font(_FAMILY, "B", 20)
        self.multi_cell(0, 10, plain(words), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def heading(self, words: str) -> None:
        """A part's heading; it is never the last line of a page."""
        if self.will_page_break(26):
            self.add_page()
        self.ln(3)
        self.set_font(_FAMILY, "B", 13)
        self.cell(0, 8, plain(words), border="B", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def say(self, words: str, *, is_quiet: bool = False, is_bold: bool = False) -> None:
        """A sentence."""
        self.set_font(_FAMILY, "B" if is_bold else "", 9 if is_quiet else 10)
        self.set_text_color(COLOURS["quiet" if is_quiet else "ink"])
        size = self.font_size * _LINE
        self.multi_cell(0, size, plain(words), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(COLOURS["ink"])

    def label(self, x: float, y: float, words: str, colour: str) -> None:
        """A short word with its middle at a point of a drawing (millimetres)."""
        self.set_font(_FAMILY, "B", 7)
        self.set_text_color(COLOURS[colour])
        shown = plain(words)
        self.text(x - self.get_string_width(shown) / 2, y + self.font_size / 2.8, shown)
        self.set_text_color(COLOURS["ink"])

    def rows(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, size: float = 9
    ) -> None:
        """A table; its headings are on every page it runs over."""
        self.set_font(_FAMILY, "", size)
        with self.table(
            col_widths=tuple(column.share for column in columns),
            text_align=tuple(column.align for column in columns),
            line_height=self.font_size * _LINE,
            padding=(0.6, 1.6),
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(
                emphasis="BOLD", fill_color=COLOURS["panel"], color=COLOURS["ink"]
            ),
            cell_fill_mode=TableCellFillMode.NONE,
            repeat_headings=1,
        ) as table:
            for cells in ([column.heading for column in columns], *rows):
                row = table.row()
                for cell in cells:
                    row.cell(plain(cell))
        self.ln(1)

    def content(self) -> bytes:
        """The file."""
        return bytes(self.output())


@functools.cache
def _known() -> frozenset[int]:
    with TTFont(io.BytesIO(_REGULAR.read_bytes()), lazy=True) as font:
        return frozenset(font.getBestCmap())


def plain(words: str) -> str:
    """Words as the font can set them: no controls or marks of direction, 〓 for what it lacks."""
    kept = []
    for one in words:
        if one == "\n" or ord(one) in _known():
            kept.append(one)
        elif unicodedata.category(one) in ("Cc", "Cf", "Cs", "Mn"):
            continue
        else:
            kept.append(MISSING)
    return "".join(kept)
