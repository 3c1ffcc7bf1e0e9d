"""The parts of the indicators page: choice of municipality and theme, cards, reference list."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from machimori.domain.indicator_record import COLUMNS, record
from machimori.domain.judgement import State
from machimori.domain.published_values import Indicator
from machimori.store.queries import indicators
from machimori.ui import filters
from machimori.ui.indicator_card import card_html
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, download, table_html
from machimori.wording import numbers
from machimori.wording.indicator_card import card
from machimori.wording.indicator_words import place_word, theme_word, value_name

#: Order of states on the page: what can be judged first.
_ORDER = list(State)
#: Cards drawn before the reader asks for the rest: a phone scrolls long enough.
_AT_FIRST = 12
#: Where the same figures lie as files, by this server (docs/indicators.md).
_FILES = "/public/{lang}/indicators/{path}"


def choose_municipality(page: Page) -> str | None:
    """Draw the choice of municipality; the own one stands there first. None: no figures."""
    known = indicators.municipalities(page.warehouse)
    if not len(known):
        return None
    names = known["municipality"].tolist()
    own = known[known["municipality_code"] == page.city.code]["municipality"].tolist()
    default = own[0] if own else names[0]
    count = dict(zip(names, known["indicators"].tolist(), strict=True))
    with st.container(key="narrow"):
        chosen = filters.one_of_many(
            "municipality",
            page.t("indicators.municipality"),
            names,
            page.lang,
            default=default,
            words=lambda one: page.t(
                "indicators.of", name=place_word(one, page.lang), n=count[one]
            ),
        )
    return chosen or default


def newest(page: Page, municipality: str) -> str:
    """The date of the newest result, in words."""
    found = indicators.newest(page.warehouse, municipality=municipality)
    return page.t("indicators.newest", date=numbers.day(found, page.lang))


def of_municipality(page: Page, municipality: str) -> list[Indicator]:
    """All indicators of a municipality, judged ones first."""
    found = indicators.all_of(page.warehouse, municipality=municipality)
    return sorted(found, key=lambda one: _ORDER.index(one.state))


def choose(page: Page, known: Sequence[Indicator]) -> list[Indicator]:
    """Draw theme, state and search; the indicators that meet them."""
    counts: dict[str, int] = {}
    for one in known:
        counts[one.theme] = counts.get(one.theme, 0) + 1
    themes = sorted(counts, key=lambda theme: (-counts[theme], theme))
    theme = filters.choice(
        "theme",
        page.t("indicators.theme"),
        [*themes, "all"],
        words=lambda one: _theme(page, one),
    )
    with st.container(key="filters", horizontal=True, gap="medium"):
        states = filters.several(
            "state",
            page.t("indicators.state"),
            [state for state in State if any(one.state == state for one in known)],
            words=lambda state: page.t(f"indicators.state_{state}"),
        )
        words = filters.search("q", page.t("indicators.search"))
    return [
        one
        for one in known
        if (theme == "all" or one.theme == theme)
        and (not states or one.state in states)
        and (not words or words.casefold() in _searchable(one))
    ]


def _theme(page: Page, theme: str) -> str:
    return page.t("indicators.all_themes") if theme == "all" else theme_word(theme, page.lang)


def _searchable(one: Indicator) -> str:
    names = {name for value in one.published for name in (value.name, value.name_en) if name}
    return " ".join(names).casefold()


def draw(page: Page, found: Sequence[Indicator], *, file_name: str) -> None:
    """Draw the cards, the reference list below them, and the file of what is shown."""
    shown = [one for one in found if one.state != State.REFERENCE]
    reference = [one for one in found if one.state == State.REFERENCE]
    show(tag("h2", page.t("nav.indicators"), class_="m-spoken"))
    show(tag("p", page.t("indicators.count", n=len(shown)), class_="m-count", role="status"))
    if not found:
        show(tag("p", page.t("filter.none_found"), class_="m-quiet"))
        return
    first = shown if st.session_state.get("all_cards") else shown[:_AT_FIRST]
    cards = (
        card_html(page, card(one, page.lang), files=_files(page, f"{one.indicator_id}/"))
        for one in first
    )
    show(tag("div", *cards, class_="m-cards"))
    if len(first) < len(shown):
        st.button(
            page.t("indicators.more", n=len(shown) - len(first)),
            key="more_cards",
            on_click=lambda: st.session_state.update(all_cards=True),
        )
    if reference:
        _reference(page, reference)
    rows = pd.DataFrame(
        [record(one, value) for one in found for value in one.published], columns=list(COLUMNS)
    )
    download(
        page,
        rows,
        file_name,
        key="download_indicators",
        label=page.t("indicators.download", n=len(rows)),
    )
    links(page)


def _files(page: Page, path: str) -> str:
    return _FILES.format(lang=page.lang, path=path)


def links(page: Page) -> None:
    """The ways to the pages that lie beside this one as files."""
    ways = (
        ("roadmap.html", "indicators.to_roadmap"),
        ("news.html", "indicators.to_news"),
        ("definitions.html", "indicators.to_definitions"),
    )
    items = (tag("li", tag("a", page.t(key), href=_files(page, path))) for path, key in ways)
    show(tag("nav", tag("ul", *items), aria_label=page.t("nav.indicators")))


def _reference(page: Page, found: Sequence[Indicator]) -> None:
    cards = [card(one, page.lang) for one in found]
    rows = pd.DataFrame(
        [
            {
                "name": value_name(row.published, page.lang),
                "kind": row.kind,
                "value": row.value,
                "date": row.date,
                "source": row.published.document_title,
            }
            for one in cards
            for row in one.rows
        ]
    )
    show(
        tag(
            "section",
            tag("h2", page.t("indicators.reference"), class_="m-h2"),
            tag("p", page.t("indicators.reference_note"), class_="m-quiet"),
            table_html(
                page,
                rows,
                [
                    Column("name", page.t("indicators.column_name"), is_row_heading=True),
                    Column("value", page.t("indicators.column_value"), align="right"),
                    Column("kind", page.t("indicators.column_kind")),
                    Column("date", page.t("indicators.column_date")),
                    Column("source", page.t("indicators.column_source")),
                ],
                caption=page.t("indicators.reference"),
                is_caption_spoken=True,
            ),
        )
    )
