"""The parts of the indicators page: choice of municipality and theme, cards, reference list."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from machimori.domain.judgement import State
from machimori.store.queries import indicators
from machimori.ui import filters, indicator_card
from machimori.ui.indicator_card import Card
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, download, records, table_html
from machimori.wording import numbers

#: Order of states on the page: what can be judged first.
_ORDER = list(State)
#: Cards drawn before the reader asks for the rest: a phone scrolls long enough.
_AT_FIRST = 12


def choose_municipality(page: Page) -> str | None:
    """Draw the choice of municipality; the own one stands there first. None: no figures."""
    known = indicators.municipalities(page.warehouse)
    if not len(known):
        return None
    names = known["municipality"].tolist()
    own = known[known["municipality_code"] == page.city.code]["municipality"].tolist()
    default = own[0] if own else names[0]
    with st.container(key="narrow"):
        chosen = filters.one_of_many(
            "municipality",
            page.t("indicators.municipality"),
            names,
            page.lang,
            default=default,
            words=lambda one: page.t("indicators.of", name=one, n=_count(known, one)),
        )
    return chosen or default


def _count(known: pd.DataFrame, municipality: str) -> int:
    return int(known.loc[known["municipality"] == municipality, "indicators"].iloc[0])


def newest(page: Page, municipality: str) -> str:
    """The date of the newest result, in words."""
    found = indicators.newest(page.warehouse, municipality=municipality)
    return page.t("indicators.newest", date=numbers.day(found, page.lang))


def cards_of(page: Page, municipality: str) -> list[Card]:
    """All indicators of a municipality with verdicts, judged ones first."""
    definitions = indicators.definitions(page.warehouse, municipality=municipality)
    rows = records(indicators.values(page.warehouse, municipality=municipality))
    verdicts = indicators.verdicts(page.warehouse, municipality=municipality)
    made = [
        Card(definition, *verdicts[definition["indicator_id"]], rows)
        for definition in records(definitions)
        if definition["indicator_id"] in verdicts
    ]
    return sorted(made, key=lambda one: _ORDER.index(one.verdict.state))


def choose_cards(page: Page, cards: Sequence[Card]) -> list[Card]:
    """Draw theme, state and search; the cards that meet them."""
    counts: dict[str, int] = {}
    for one in cards:
        counts[one.definition["theme"]] = counts.get(one.definition["theme"], 0) + 1
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
            [state for state in State if any(one.verdict.state == state for one in cards)],
            words=lambda state: page.t(f"indicators.state_{state}"),
        )
        words = filters.search("q", page.t("indicators.search"))
    return [
        one
        for one in cards
        if (theme == "all" or one.definition["theme"] == theme)
        and (not states or one.verdict.state in states)
        and (not words or words.casefold() in _searchable(one))
    ]


def _theme(page: Page, theme: str) -> str:
    if theme == "all":
        return page.t("indicators.all_themes")
    return page.word("theme", theme) if theme else page.t("indicators.other_theme")


def _searchable(one: Card) -> str:
    words = (one.definition["name"], one.definition["name_en"])
    return " ".join(word for word in words if isinstance(word, str)).casefold()


def draw(page: Page, cards: Sequence[Card], *, file_name: str) -> None:
    """Draw the cards, the reference list below them, and the file of what is shown."""
    shown = [one for one in cards if one.verdict.state != State.REFERENCE]
    reference = [one for one in cards if one.verdict.state == State.REFERENCE]
    show(tag("h2", page.t("nav.indicators"), class_="m-spoken"))
    show(tag("p", page.t("indicators.count", n=len(shown)), class_="m-count", role="status"))
    if not cards:
        show(tag("p", page.t("filter.none_found"), class_="m-quiet"))
        return
    first = shown if st.session_state.get("all_cards") else shown[:_AT_FIRST]
    show(tag("div", *(indicator_card.card(page, one) for one in first), class_="m-cards"))
    if len(first) < len(shown):
        st.button(
            page.t("indicators.more", n=len(shown) - len(first)),
            key="more_cards",
            on_click=lambda: st.session_state.update(all_cards=True),
        )
    if reference:
        _reference(page, reference)
    rows = pd.DataFrame([one.row(value) for one in cards for value in one.points])
    download(
        page,
        rows.drop(columns=["document_id"]),
        file_name,
        key="download_indicators",
        label=page.t("indicators.download", n=len(rows)),
    )


def _reference(page: Page, cards: Sequence[Card]) -> None:
    rows = pd.DataFrame(
        [
            {
                "name": indicator_card.name(page, one.definition),
                "kind": page.t(f"indicators.kind_{one.row(value)['kind']}"),
                "value": "".join(indicator_card.amount(page, value.value, one.row(value))),
                "date": indicator_card.date_words(page, one.row(value)),
                "source": one.row(value)["document_title"],
            }
            for one in cards
            for value in one.points
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
