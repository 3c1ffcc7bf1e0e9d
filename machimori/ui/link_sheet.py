"""Sheets to hand out: a facility's QR with instructions, its PIN on a strip to cut off.

A4, one facility a sheet. Only staff are served this; it holds what lets people report.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno

from machimori.city import City
from machimori.ui import theme
from machimori.ui.markup import Html, join, tag
from machimori.ui.operator_page import languages
from machimori.wording import text
from machimori.wording.languages import bcp47

_STYLE = Path(__file__).parent / "link_sheet.css"


@dataclass(frozen=True)
class Sheet:
    """What one sheet says."""

    name: str
    role: str  # in words
    address: str
    url: str
    pin: str
    generation: int
    issued: str  # in words


def document(city: City, lang: str, sheets: Sequence[Sheet], *, warning: str) -> str:
    """The sheets as one document; ``warning`` stands above them and is not printed."""
    hint = tag(
        "div",
        tag("p", text("links.print_hint", lang)),
        tag("p", tag("strong", warning)) if warning else None,
        class_="hint",
    )
    head = join(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="robots" content="noindex">'),
        Html('<link rel="icon" href="data:,">'),
        tag("title", text("links.sheet_title", lang)),
        Html(f"<style>{style()}</style>"),
    )
    body = join(hint, *(_sheet(city, lang, sheet) for sheet in sheets))
    return (
        f'<!DOCTYPE html><html lang="{bcp47(lang)}"><head>{head}</head><body>{body}</body></html>'
    )


@functools.cache
def style() -> str:
    """The style sheet, for the element and for its hash in the policy."""
    font = next(line for line in theme.variables().splitlines() if line.startswith("--font:"))
    return ":root{" + font + "}" + _STYLE.read_text(encoding="utf-8")


def _sheet(city: City, lang: str, sheet: Sheet) -> Html:
    qr = segno.make(sheet.url, error="m", micro=False).svg_inline(border=2, omitsize=True)
    uses = (
        tag("p", text("operator.sheet_use", code), lang=bcp47(code)) for code in languages(city)
    )
    contact = city.staff.contact or text("operator.contact_default", "ja")
    return tag(
        "article",
        tag(
            "header",
            tag("span", f"{city.name} {text('app.name', 'ja')}"),
            tag("span", text("operator.sheet_title", "ja")),
        ),
        tag("p", text("band.sample", lang), " ", text("operator.sample", lang), class_="sample")
        if city.is_sample
        else None,
        tag("h1", sheet.name),
        tag("p", sheet.role, "　", sheet.address, class_="where"),
        tag(
            "div",
            tag("a", Html(qr), href=sheet.url, aria_label=sheet.name),
            tag("div", *uses, class_="use"),
            class_="qr",
        ),
        tag("p", text("links.sheet_note", "ja"), class_="small"),
        tag(
            "p",
            text("links.sheet_made", "ja", n=sheet.generation, moment=sheet.issued),
            "　",
            text("operator.contact", "ja", contact=contact),
            class_="small",
        ),
        tag(
            "div",
            tag("p", text("links.cut", "ja"), class_="cut"),
            tag("p", f"{sheet.name}（{sheet.role}）"),
            tag("p", f"PIN {sheet.pin[:3]} {sheet.pin[3:]}", class_="pin"),
            tag("p", text("links.strip_note", "ja"), class_="small"),
            class_="strip",
        ),
    )
