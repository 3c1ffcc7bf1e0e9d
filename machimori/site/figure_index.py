"""The index of indicators: the chosen ones, the live figures beside them, and the themes.

It is the one page of figures that changes with events and with the minute.
"""

from __future__ import annotations

from collections.abc import Iterator

from machimori.domain.indicator_record import number_text
from machimori.site import figure_definitions, figure_news, figure_roadmap
from machimori.site.document import INDEX, document
from machimori.site.figure_files import ALL_CSV
from machimori.site.figure_pages import counts
from machimori.site.figure_parts import card_html, frame, page_address
from machimori.site.figures import Figures, theme_slug
from machimori.site.sheet import Sheet
from machimori.store.queries.live_figures import LiveFigure
from machimori.wording import numbers
from machimori.wording.indicator_card import card
from machimori.wording.indicator_words import theme_word, unit_word
from machimori.wording.markup import Html, tag

FILE = f"indicators/{INDEX}"
_WAYS = (
    (figure_roadmap.FILE, "figures.roadmap"),
    (figure_news.FILE, "figures.news"),
    (figure_definitions.FILE, "figures.definitions"),
)


def pages(
    sheet: Sheet, figures: Figures, live: tuple[LiveFigure, ...]
) -> Iterator[tuple[str, bytes]]:
    """The one page."""
    cards = (
        card_html(
            sheet,
            card(one, sheet.lang),
            address=page_address(sheet, one.indicator_id, "../"),
        )
        for one in figures.front
    )
    content = tag(
        "div",
        _empty(sheet) if not figures.indicators else None,
        tag("nav", *_ways(sheet), class_="ways-line", aria_label=sheet.t("figures.index")),
        tag("h2", sheet.t("figures.front")) if figures.front else None,
        tag("div", *cards, class_="cards") if figures.front else None,
        _live(sheet, live) if live else None,
        _themes(sheet, figures) if figures.indicators else None,
        class_="figures",
    )
    is_sample = any(one.is_sample for one in live)
    real = sheet.t("nav.indicators")
    band = sheet.t("band.sample_but", real=real) if is_sample else ""
    yield (
        FILE,
        document(
            sheet,
            file=FILE,
            area="",
            title=sheet.t("figures.index"),
            content=content,
            frame=frame(sheet, figures, band_text=band),
        ),
    )


def _empty(sheet: Sheet) -> Html:
    return tag(
        "div",
        tag("p", tag("strong", sheet.t("indicators.none"))),
        tag("p", sheet.t("indicators.none_next")),
        class_="notice",
    )


def _ways(sheet: Sheet) -> Iterator[Html]:
    yield tag("a", sheet.t("figures.themes"), href="#themes")
    for file, key in _WAYS:
        yield tag("a", sheet.t(key), href=f"./{file.removeprefix('indicators/')}")
    yield tag("a", sheet.t("figures.all_csv"), href=f"../../{ALL_CSV}")


def _live(sheet: Sheet, live: tuple[LiveFigure, ...]) -> Html:
    return tag(
        "section",
        tag("h2", sheet.t("figures.live")),
        tag("p", sheet.t("figures.live_note"), class_="quiet"),
        tag("dl", *(_live_figure(sheet, one) for one in live), class_="live"),
    )


def _live_figure(sheet: Sheet, one: LiveFigure) -> Html:
    """A figure with unit, time, formula and what it counts."""
    role = sheet.word("role", one.role) if one.role else ""
    moment = sheet.t("figures.no_time")
    if one.as_of is not None:
        moment = sheet.t("figures.state_as_of", moment=sheet.moment(one.as_of))
    share = one.part is not None and one.of is not None
    return tag(
        "div",
        tag("dt", sheet.t(f"live.{one.key}", role=role)),
        tag("dd", live_value(sheet, one), class_="figure"),
        tag("dd", sheet.t("figures.part_of", part=f"{one.part:,}", of=f"{one.of:,}"))
        if share
        else None,
        tag("dd", _interval(sheet, one)) if one.low is not None else None,
        tag("dd", moment, class_="when"),
        tag("dd", sheet.t("figures.sample_live"), class_="chip") if one.is_sample else None,
        tag("dd", sheet.t(f"live.{one.key}_note"), class_="quiet"),
    )


def _interval(sheet: Sheet, one: LiveFigure) -> str:
    low, high = (numbers.number(end, sheet.lang, digits=0) for end in (one.low, one.high))
    return sheet.t("figures.interval", low=low, high=high)


def live_value(sheet: Sheet, one: LiveFigure) -> Html:
    """The number with its unit; that data are too few where there is none."""
    if one.value is None:
        return tag("span", sheet.t("figures.too_few"))
    digits = 0 if one.unit == "%" else None
    said = numbers.quantity(one.value, unit_word(one.unit, sheet.lang), sheet.lang, digits=digits)
    told = float(round(one.value)) if digits == 0 else one.value
    return tag("data", tag("strong", said), value=number_text(told))


def _themes(sheet: Sheet, figures: Figures) -> Html:
    items = (
        tag(
            "li",
            tag("a", theme_word(theme, sheet.lang), href=f"./theme/{theme_slug(theme)}/"),
            " ",
            tag("span", counts(sheet, [one.state for one in found]), class_="quiet"),
        )
        for theme, found in figures.themes.items()
    )
    return tag(
        "section",
        tag("h2", sheet.t("figures.themes"), id="themes"),
        tag("p", sheet.t("figures.themes_note", n=figures.values), class_="quiet"),
        tag("ul", *items, class_="ways"),
    )
