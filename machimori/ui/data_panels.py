"""The parts of the data page: the catalogue, how fresh each source is, and the files to take."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.store.queries import datasets, freshness, open_tables
from machimori.store.queries.open_tables import OPEN_TABLES, OpenTable
from machimori.ui import filters, open_data_panels, paging, states
from machimori.ui.file_link import file_link
from machimori.ui.markup import Html, icon, join, show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, records, table
from machimori.wording import numbers, tokens
from machimori.wording.dataset_problems import problems
from machimori.wording.tokens import Mark

_CONFORMANCE = {
    "valid": tokens.mark("data.conformance_valid", "disc", "good"),
    "invalid": tokens.mark("data.conformance_invalid", "triangle", "caution"),
    "not_checked": tokens.mark("data.conformance_not_checked", "ring", "neutral"),
}
_FRESH = tokens.mark("data.fresh", "disc", "good")
_OVERDUE = tokens.mark("data.overdue", "triangle", "caution")
_UNDATED = tokens.mark("data.undated", "question", "neutral")
_UNJUDGED = tokens.mark("data.no_cycle", "ring", "neutral")
_BEHIND = tokens.mark("data.behind", "square", "alarm")


def _state(page: Page, mark: Mark) -> Html:
    return tag(
        "span",
        icon(mark, size=18),
        tag("span", page.t(mark.key)),
        class_="m-state m-small",
        style=f"color:{mark.colour};background:{mark.ground}",
    )


def catalogue(page: Page) -> None:
    """Published datasets with format, licence, date and conformance, filtered by the URL."""
    show(tag("h2", page.t("data.catalogue"), class_="m-h2"))
    found = datasets.catalogue(page.warehouse)
    if not len(found):
        states.empty(page.lang, page.t("data.none"), page.t("data.none_next"))
        return
    with st.container(key="filters", horizontal=True, gap="medium"):
        words = filters.search("q", page.t("data.search"))
        wanted = filters.several(
            "conformance",
            page.t("data.conformance"),
            [one for one in _CONFORMANCE if (found["conformance"] == one).any()],
            words=lambda one: page.t(f"data.conformance_{one}"),
        )
    if words:
        found = found[found["title"].str.contains(words, case=False, regex=False)]
    if wanted:
        found = found[found["conformance"].isin(wanted)]
    show(tag("p", page.t("data.catalogue_note"), class_="m-quiet m-small"))
    if not len(found):
        show(tag("p", page.t("filter.none_found"), class_="m-quiet", role="status"))
        return
    whole, found = len(found), paging.part(found, key="catalogue", item="dataset_id", picked=None)
    rows = found.assign(
        name=[_title(page, one) for one in records(found)],
        state=[_conformance(page, one) for one in records(found)],
        terms=[_licence(page, one) for one in records(found)],
    )
    table(
        page,
        rows,
        [
            Column("name", page.t("data.column_title"), is_row_heading=True),
            Column("format", page.t("data.column_format")),
            Column("terms", page.t("data.column_licence")),
            Column("data_date", page.t("data.column_date"), show=_day(page)),
            Column("updated_at", page.t("data.column_updated"), show=_day(page)),
            Column("rows", page.t("data.column_rows"), align="right"),
            Column("state", page.t("data.column_conformance")),
        ],
        caption=page.t("data.catalogue"),
        is_caption_spoken=True,
    )
    paging.more(page, key="catalogue", shown=len(found), whole=whole)


def _day(page: Page) -> Any:
    return lambda value: numbers.day(
        None if numbers.is_missing(value) else pd.Timestamp(value).date(), page.lang
    )


def _title(page: Page, record: dict[str, Any]) -> Html:
    address = record["url"] if isinstance(record["url"], str) else record["landing_page"]
    if not isinstance(address, str):
        return tag("span", record["title"])
    return tag("a", record["title"], href=address, target="_blank", rel="noreferrer noopener")


def _licence(page: Page, record: dict[str, Any]) -> Html:
    name = record["licence"] if isinstance(record["licence"], str) else ""
    if not name:
        return tag("span", page.t("word.not_stated"))
    if not isinstance(record["licence_url"], str):
        return tag("span", name)
    return tag("a", name, href=record["licence_url"], target="_blank", rel="noreferrer noopener")


def _conformance(page: Page, record: dict[str, Any]) -> Html:
    state = _state(page, _CONFORMANCE.get(record["conformance"], _CONFORMANCE["not_checked"]))
    if not isinstance(record["errors"], str):
        return state
    found = problems(record["errors"], page.lang)
    is_valid = record["conformance"] == "valid"
    if not found:
        return state
    return join(
        state,
        tag(
            "details",
            tag(
                "summary",
                page.t("data.remarks" if is_valid else "data.errors", n=len(found)),
            ),
            tag(
                "ul",
                *(tag("li", open_data_panels.problem(one)) for one in found),
                class_="m-values",
            ),
        ),
    )


def sources(page: Page) -> None:
    """One row per source: its data time, age against its cycle, sample or published."""
    show(tag("h2", page.t("data.sources"), class_="m-h2"))
    show(tag("p", page.t("data.sources_note"), class_="m-quiet m-small"))
    found = freshness.sources(page.warehouse, now=page.now)
    if not len(found):
        states.empty(page.lang, page.t("overview.no_data"), page.t("overview.no_data_next"))
        return
    whole, found = len(found), paging.part(found, key="sources", item="source", picked=None)
    rows = found.assign(
        name=[_source_name(page, one) for one in records(found)],
        stated=[_time_stated(page, one) for one in records(found)],
        age=[_age(page, one) for one in records(found)],
        cycle=[_cycle(page, days) for days in found["cadence_days"]],
        state=[_state(page, _freshness(one)) for one in records(found)],
        terms=[_licence(page, one) for one in records(found)],
        kind=[page.t("data.sample" if one else "data.published") for one in found["is_sample"]],
    )
    table(
        page,
        rows,
        [
            Column("name", page.t("data.column_source"), is_row_heading=True),
            Column("producer", page.t("data.column_producer"), show=_or_not_stated(page)),
            Column("kind", page.t("data.column_kind")),
            Column("stated", page.t("data.column_as_of")),
            Column("age", page.t("data.column_age"), align="right"),
            Column("cycle", page.t("data.column_cycle")),
            Column("terms", page.t("data.column_licence")),
            Column("state", page.t("data.column_state")),
        ],
        caption=page.t("data.sources"),
        is_caption_spoken=True,
    )
    paging.more(page, key="sources", shown=len(found), whole=whole)


def _freshness(record: dict[str, Any]) -> Mark:
    if record["is_behind"]:
        return _BEHIND
    if numbers.is_missing(record["age_days"]):
        return _UNDATED
    if numbers.is_missing(record["cadence_days"]):
        return _UNJUDGED
    return _OVERDUE if record["is_overdue"] else _FRESH


def _time_stated(page: Page, record: dict[str, Any]) -> str:
    """The data's own time; where it states none, when it was fetched, called so."""
    if numbers.is_missing(record["as_of"]) and not numbers.is_missing(record["fetched_at"]):
        return page.fetched_words(record["fetched_at"])
    return page.moment(record["as_of"])


def _age(page: Page, record: dict[str, Any]) -> str:
    words = numbers.duration(_minutes(record["age_days"]), page.lang)
    if numbers.is_missing(record["as_of"]) and not numbers.is_missing(record["age_days"]):
        return page.t("data.fetched_age", age=words)
    return words


def _source_name(page: Page, record: dict[str, Any]) -> Html:
    kind = page.word("source_name", record["source_name"])
    title = record["title"]
    if title == kind:
        return tag("span", kind)
    if not title:  # several lists of one kind are told apart by the id of their configuration
        return join(tag("span", kind), " ", tag("span", record["source"], class_="m-quiet m-small"))
    return join(tag("span", title), " ", tag("span", kind, class_="m-quiet m-small"))


def _or_not_stated(page: Page) -> Any:
    return lambda value: value or page.t("word.not_stated")


def _minutes(days: float) -> float | None:
    return None if numbers.is_missing(days) else days * 24 * 60


def _cycle(page: Page, days: float) -> str:
    if numbers.is_missing(days):
        return page.t("data.cycle_unknown")
    if days < 1:
        return page.t("data.cycle_minutes", n=round(days * 24 * 60))
    return page.t("data.cycle_days", n=round(days))


def downloads(page: Page) -> None:
    """Our public tables as CSV: the open data files themselves, made when they are asked for."""
    show(tag("h2", page.t("data.downloads"), class_="m-h2"))
    show(tag("p", page.t("data.downloads_note"), class_="m-quiet m-small"))
    bom = (
        filters.choice(
            "csv",
            page.t("data.encoding"),
            ["bom", "plain"],
            words=lambda one: page.t(f"data.{one}"),
        )
        == "bom"
    )
    counts = datasets.row_counts(page.warehouse, page.city)
    tables = {one: open_tables.terms(page.warehouse, page.city, one) for one in OPEN_TABLES}
    offered = [one for one in tables if one.key in counts and tables[one].is_offered]
    refused = [one for one in tables if one.key in counts and not tables[one].is_offered]
    files = [_file(page, one, counts[one.key], bom=bom) for one in offered]
    show(tag("ul", *files, class_="m-files"))
    if refused:
        names = page.t("word.join").join(page.t(f"data.table_{one.key}") for one in refused)
        show(tag("p", page.t("open.not_offered", names=names)))
    show(
        tag(
            "p", page.t("data.withheld_note", few=page.city.privacy.posts), class_="m-quiet m-small"
        )
    )


def _file(page: Page, given: OpenTable, rows: int, *, bom: bool) -> Html:
    """One table: its name, its rows, and the file where there are any."""
    size = tag("span", page.t("data.rows", n=numbers.number(rows, page.lang)), class_="m-quiet")
    way = file_link(
        page.t("data.save"),
        f"/data/v1/{given.key}{'.bom' if bom else ''}.csv",
        name=given.key,
        is_shown=True,
    )
    name = tag("strong", page.t(f"data.table_{given.key}"))
    return tag("li", name, " ", size, " ", way if rows else None)


def terms(page: Page) -> None:
    """Licence and accessibility in two sentences."""
    show(tag("h2", page.t("word.licence"), class_="m-h2"))
    show(tag("p", page.t("data.licence_note")))
    show(tag("h2", page.t("data.accessibility"), class_="m-h2"))
    show(tag("p", page.t("data.accessibility_text")))
