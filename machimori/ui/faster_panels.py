"""The pace in sentences and tables: how soon, against the last period, how posts end."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.store.queries import road_survival
from machimori.store.queries.road_survival import ALL, HORIZONS, Chosen
from machimori.ui import faster_words, navigation, states
from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, records, table
from machimori.wording import numbers

Record = dict[str, Any]
#: The day of the headline and of the comparison, or the nearest one below that was watched.
_HEADLINE_DAYS = 60
#: A difference with a smaller p is not put down to chance.
_LEVEL = 0.05
_WAYS_DAYS = 90


def headline(page: Page, chosen: Chosen) -> bool:
    """Draw the answer in sentences; False where there is too little to draw more."""
    rows = records(road_survival.summaries(page.warehouse, chosen))
    whole = next((one for one in rows if one["period"] == ALL), None)
    basis = records(road_survival.basis(page.warehouse))
    page.as_of(max(one["as_of"] for one in basis))
    _truncation(page, basis)
    if whole is None or not whole["is_enough"]:
        n, ended = (int(whole[name]) if whole else 0 for name in ("posts", "ended"))
        sentence = page.t("faster.not_enough", n=n, ended=numbers.number(ended, page.lang))
        states.empty(page.lang, sentence, page.t("faster.not_enough_next"))
        return False
    shares = records(road_survival.shares(page.warehouse, chosen))
    show(
        tag(
            "section",
            tag("p", _answer(page, chosen, whole, shares), class_="m-lead m-answer"),
            tag("p", _compared(page, chosen, rows, shares)),
            tag("p", _naive(page, chosen, whole), class_="m-quiet"),
            tag("p", _about(page, chosen, whole), class_="m-quiet m-small"),
            class_="m-panel",
        )
    )
    return True


def answer_line(page: Page) -> None:
    """The answer for all posts in one line, and the way to its page; nothing with too few posts."""
    chosen = Chosen()
    whole = _whole(page, chosen)
    if whole is None or not whole["is_enough"]:
        return
    shares = records(road_survival.shares(page.warehouse, chosen))
    with st.container(key="pace_line", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="pace_words", width="content"):
            show(tag("p", _answer(page, chosen, whole, shares), class_="m-quiet"))
        navigation.link("faster", page.t("page.faster"))


def _whole(page: Page, chosen: Chosen) -> Record | None:
    rows = records(road_survival.summaries(page.warehouse, chosen))
    return next((one for one in rows if one["period"] == ALL), None)


def _answer(page: Page, chosen: Chosen, whole: Record, shares: list[Record]) -> str:
    median = faster_words.median_sentence(page, whole)
    found = _at(shares, ALL)
    if found is None:
        return page.t("faster.sentence", within=page.t("faster.not_watched"), median=median)
    within = page.t(
        f"faster.within_{chosen.end_kind}",
        days=found["within_days"],
        **faster_words.told(page, found),
    )
    return page.t("faster.sentence", within=within, median=median)


def _at(shares: list[Record], period: str, most: int = _HEADLINE_DAYS) -> Record | None:
    """The share of a period at the latest day up to ``most`` that was watched."""
    given = [one for one in shares if one["period"] == period and one["within_days"] <= most]
    return given[-1] if given else None


def _compared(page: Page, chosen: Chosen, rows: list[Record], shares: list[Record]) -> str:
    """The newest two periods that can be compared, and whether chance would do as well."""
    tests = [
        one
        for one in records(road_survival.tests(page.warehouse, chosen))
        if one["first_period"] != ALL
    ]
    if not tests:
        return page.t("faster.compare_none")
    test = tests[-1]
    last = _at(shares, test["second_period"])
    first = _at(shares, test["first_period"], last["within_days"] if last else 0)
    if last is None or first is None or first["within_days"] != last["within_days"]:
        return page.t("faster.compare_none")
    told = page.t(
        "faster.compare",
        days=last["within_days"],
        first=faster_words.period(page, test["first_period"]),
        first_share=faster_words.percent(page, first["share"]),
        second=faster_words.period(page, test["second_period"]),
        second_share=faster_words.percent(page, last["share"]),
    )
    judged = "chance"
    if test["p"] < _LEVEL:
        pace = last["share"] - first["share"]
        judged = "faster" if pace > 0 else "slower" if pace < 0 else "crossed"
    second = faster_words.period(page, test["second_period"])
    p = faster_words.p_value(page, test["p"])
    verdict = page.t(f"faster.compare_{judged}", second=second, p=p)
    return page.t("faster.two", first=told, second=verdict)


def _naive(page: Page, chosen: Chosen, whole: Record) -> str:
    return page.t(
        f"faster.naive_{chosen.end_kind}",
        naive=numbers.number(whole["ended_middle_day"], page.lang),
        open=numbers.number(int(whole["open"]), page.lang),
    )


def _about(page: Page, chosen: Chosen, whole: Record) -> str:
    return page.t(
        f"faster.about_{chosen.end_kind}",
        category=faster_words.category(page, chosen.category),
        unit=page.t(f"faster.unit_{chosen.unit}"),
        period=page.t("faster.whole_time"),
        n=int(whole["posts"]),
        ended=numbers.number(int(whole["ended"]), page.lang),
    )


def _truncation(page: Page, basis: list[Record]) -> None:
    for one in basis:
        if isinstance(one["closed_left_out"], str):
            sentence = page.t(
                f"faster.truncated_{one['closed_left_out']}",
                source=one["source"],
                moment=page.moment(one["first_seen_at"]),
            )
            show(tag("p", sentence, class_="m-notice m-tone-caution", role="note"))


def period_table(page: Page, chosen: Chosen) -> None:
    """One row per period: shares within so many days, median, and the naive median beside it."""
    show(tag("h2", page.t("faster.periods"), class_="m-h2"))
    rows = records(road_survival.summaries(page.warehouse, chosen))
    found = {
        (one["period"], one["within_days"]): one
        for one in records(road_survival.shares(page.warehouse, chosen))
    }
    shown = [
        {
            "period": faster_words.period(page, one["period"]),
            "posts": int(one["posts"]),
            "ended": int(one["ended"]),
            "open": int(one["open"]),
            "median": faster_words.median_cell(page, one)
            if one["is_enough"]
            else page.t("faster.too_few"),
            "naive": page.t("faster.days", n=numbers.number(one["ended_middle_day"], page.lang))
            if one["ended"]
            else page.t("word.unknown"),
        }
        | {
            f"within_{days}": faster_words.share(page, found.get((one["period"], days)))
            if one["is_enough"]
            else page.t("faster.too_few")
            for days in HORIZONS
        }
        for one in rows
    ]
    table(
        page,
        pd.DataFrame(shown),
        [
            Column("period", page.t("faster.column_period"), is_row_heading=True),
            Column("posts", page.t("faster.column_posts"), align="right"),
            Column("ended", page.t(f"faster.column_{chosen.end_kind}"), align="right"),
            Column("open", page.t("faster.column_open"), align="right"),
            *(
                Column(f"within_{days}", page.t("faster.column_within", days=days), align="right")
                for days in HORIZONS
            ),
            Column("median", page.t("faster.column_median"), align="right"),
            Column("naive", page.t("faster.column_naive"), align="right"),
        ],
        caption=page.t("faster.periods"),
        is_caption_spoken=True,
    )


def ways_table(page: Page, chosen: Chosen) -> None:
    """How posts end: repaired, done, duplicate, not ours and vanished apart."""
    show(tag("h2", page.t("faster.ways"), class_="m-h2"))
    show(tag("p", page.t("faster.ways_note"), class_="m-quiet m-small"))
    rows = [
        {
            "way": page.t(f"faster.kind_{one['end_kind']}"),
            "ended": int(one["ended"]),
            "share": faster_words.share(page, one),
        }
        for one in records(road_survival.ways(page.warehouse, chosen, within_days=_WAYS_DAYS))
    ]
    table(
        page,
        pd.DataFrame(rows, columns=["way", "ended", "share"]),
        [
            Column("way", page.t("faster.column_way"), is_row_heading=True),
            Column("ended", page.t("faster.column_ended"), align="right"),
            Column("share", page.t("faster.column_share90"), align="right"),
        ],
        caption=page.t("faster.ways"),
        is_caption_spoken=True,
    )


def basis(page: Page) -> None:
    """What the curves rest on, source by source, and the method in words."""
    with st.expander(page.t("faster.basis"), key="faster_basis"):
        lines: list[str | Html] = [
            page.t(
                "faster.basis_line",
                source=one["source"],
                as_of=page.moment(one["as_of"]),
                **{
                    name: numbers.number(int(one[column]), page.lang)
                    for name, column in (
                        ("posts", "posts"),
                        ("used", "used"),
                        ("request", "without_request"),
                        ("end", "without_end"),
                        ("after", "after_end"),
                        ("vanished", "vanished"),
                    )
                },
            )
            for one in records(road_survival.basis(page.warehouse))
        ]
        lines += [page.t("faster.basis_method"), page.t("faster.basis_later")]
        show(tag("ul", *(tag("li", line) for line in lines), class_="m-rules"))
