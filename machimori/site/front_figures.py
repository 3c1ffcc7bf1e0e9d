"""The chosen figures on the front page: whole cards, or in short where a language has few names."""

from __future__ import annotations

from dataclasses import replace

from machimori.domain.published_values import Indicator
from machimori.site.figure_parts import card_html, date_html, page_address, value_html
from machimori.site.sheet import Sheet
from machimori.site.shelters import mark_html
from machimori.wording import EVERYWHERE
from machimori.wording.brief_card import Brief, brief
from machimori.wording.catalogue import has
from machimori.wording.indicator_card import card
from machimori.wording.indicator_words import source_words
from machimori.wording.markup import Html, join, tag


def cards(sheet: Sheet, chosen: tuple[Indicator, ...], *, level: str = "h3") -> list[Html]:
    """A card per figure the language has words for, in the order they were chosen."""
    if sheet.lang in EVERYWHERE:
        return [
            card_html(
                sheet,
                card(one, sheet.lang),
                address=page_address(sheet, one.indicator_id, "./"),
                level=level,
            )
            for one in chosen
        ]
    told = (brief(one, sheet.lang) for one in chosen)
    return [_brief_html(sheet, one, level) for one in told if one is not None]


def _brief_html(sheet: Sheet, one: Brief, level: str) -> Html:
    return tag(
        "article",
        tag(level, one.label),
        tag("p", one.place, class_="quiet"),
        tag(
            "p",
            tag("span", sheet.t("indicators.target_word"), " ") if one.is_target else None,
            value_html(one),
            class_="figure",
        ),
        tag("p", mark_html(sheet, one.mark), " ", tag("span", one.kind, class_="chip")),
        tag("p", date_html(one), class_="when"),
        tag("p", _source(sheet, one), class_="quiet"),
        class_="card",
    )


def _source(sheet: Sheet, one: Brief) -> Html:
    """Document and issuer; what has no word in the language is marked as Japanese."""
    shown = one.indicator.shown
    issuer = shown.issuer or ""
    is_named = not issuer or has(f"place_word.{issuer}", sheet.lang)
    told = replace(
        shown,
        document_title=shown.document_title and "\x00",
        issuer=shown.issuer if is_named else "\x01",
    )
    before, _, rest = source_words(told, sheet.lang).partition("\x00")
    between, _, after = rest.partition("\x01")
    title = sheet.japanese(shown.document_title) if shown.document_title else None
    return join(before, title, between, None if is_named else sheet.japanese(issuer), after)
