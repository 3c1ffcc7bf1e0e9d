"""What's new: which data came in when, and which published figures are new or corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from machimori.site import changes_feed, figure_news
from machimori.site.document import Frame, band, document
from machimori.site.figure_parts import table
from machimori.site.sheet import Sheet
from machimori.wording.markup import Html, join, tag

FILE = "news.html"
#: Of the log of figures; its own page has more.
MOST_FIGURES = 20


def pages(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """The one page."""
    yield (
        FILE,
        document(
            sheet,
            file=FILE,
            area="",
            title=sheet.t("about.news"),
            content=tag("div", _data(sheet), _figures(sheet), class_="figures"),
            frame=Frame(bands=_bands(sheet), stated="", foot=_foot(sheet)),
        ),
    )


def _bands(sheet: Sheet) -> Html:
    if not sheet.facts.is_sample:
        return Html("")
    return band(sheet, "sample", sheet.t("band.sample_but", real=sheet.t("nav.indicators")))


def _foot(sheet: Sheet) -> Html:
    return tag("footer", tag("p", sheet.t("newspage.data_note")))


def _data(sheet: Sheet) -> Html:
    heading, caption = tag("h2", sheet.t("newspage.data")), sheet.t("newspage.data")
    if not sheet.facts.sources:
        return join(heading, tag("p", sheet.t("newspage.none"), class_="notice"))
    listed = sorted(sheet.facts.sources, key=_newest_first)
    heads = [sheet.t(f"newspage.column_{one}") for one in ("data", "as_of", "fetched", "state")]
    return join(heading, table(sheet, caption, heads, [_row(sheet, one) for one in listed]))


def _newest_first(source: Mapping[str, Any]) -> tuple[float, str]:
    fetched = source["fetched_at"]
    return (0.0 if fetched is None else -fetched.timestamp(), source["source"])


def _row(sheet: Sheet, one: Mapping[str, Any]) -> list[Html | str]:
    title = one["title"]
    return [
        join(
            sheet.word("source_name", one["source_name"]),
            tag("p", sheet.japanese(title), class_="quiet") if title else None,
        ),
        _moment(sheet, one["as_of"]),
        _moment(sheet, one["fetched_at"]),
        sheet.t("newspage.stale" if one["is_stale"] else "newspage.fresh"),
    ]


def _moment(sheet: Sheet, value: datetime | None) -> str:
    return sheet.t("word.not_stated") if value is None else sheet.moment(value)


def _figures(sheet: Sheet) -> Html:
    figures = sheet.facts.figures
    rows = figure_news.rows(sheet, figures, most=MOST_FIGURES, home="./")
    return join(
        tag("h2", sheet.t("newspage.figures")),
        tag("p", sheet.t("figures.news_lead"), class_="quiet"),
        table(sheet, sheet.t("figures.news"), figure_news.heads(sheet), rows)
        if rows
        else tag("p", sheet.t("figures.news_none"), class_="notice"),
        tag(
            "p",
            tag("a", sheet.t("newspage.all_figures"), href=f"./{figure_news.FILE}"),
            " ",
            tag("a", sheet.t("newspage.feed"), href=f"../{changes_feed.path(sheet.lang)}")
            if sheet.facts.address  # a feed needs the address it is found at
            else None,
            class_="ways-line",
        ),
    )
