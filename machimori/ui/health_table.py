"""One row per source: last good run, age against its cycle, balance, change, state in words."""

from __future__ import annotations

import pandas as pd

from machimori.store.queries import health
from machimori.ui import in_address
from machimori.ui.markup import Html, icon, join, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis
from machimori.ui.pick_table import pick_table
from machimori.ui.staff_frame import Row
from machimori.ui.tables import Column
from machimori.wording import numbers
from machimori.wording.tokens import Mark, mark

_SOURCE = "source"
#: The bar is full at twice the cycle.
_FULL_BAR = 2.0


def picked_source() -> str | None:
    """Id of the source in the address."""
    return in_address.value(_SOURCE)


def pick_source(source: str) -> None:
    """Put a source into the address."""
    in_address.put(_SOURCE, source)


def sources(page: Page) -> pd.DataFrame:
    """Every source that ran, and every configured one that never did."""
    ran = health.sources(page.warehouse, now=page.now)
    missing = [
        {"source": entry.id, "source_name": name, "title": entry.title or None}
        for name, entries in page.city.sources.items()
        for entry in entries
        if entry.id not in set(ran["source"])
    ]
    if not missing:
        return ran
    return pd.DataFrame([*ran.to_dict("records"), *missing], columns=ran.columns)


def figures(page: Page, found: pd.DataFrame) -> None:
    """How many sources there are, and how many need a look."""
    as_of = page.warehouse.build.built_at
    page.as_of(as_of)
    source, unit = page.t("health.bookkeeping"), page.t("unit.datasets")
    states = [state(row) for row in found.to_dict("records")]
    rejected = found["rejected"].dropna()
    kpis(
        page,
        [
            Kpi(page.t("health.kpi.sources"), len(found), unit, as_of, source),
            Kpi(page.t("health.kpi.good"), states.count("good"), unit, as_of, source),
            Kpi(
                page.t("health.kpi.stale"),
                states.count("overdue") + states.count("never"),
                unit,
                as_of,
                source,
                definition=page.t("health.kpi.stale_definition"),
            ),
            Kpi(
                page.t("health.kpi.held_back"),
                states.count("held_back") + states.count("failed"),
                unit,
                as_of,
                source,
                definition=page.t("health.kpi.held_back_definition"),
            ),
            Kpi(
                page.t("health.kpi.rejected"),
                int(rejected.sum()) if len(rejected) else None,
                page.t("health.rows"),
                as_of,
                source,
            ),
        ],
        dense=True,
    )


def state(row: Row) -> str:
    """good, overdue, held_back, failed or never."""
    if numbers.is_missing(row["run_id"]):
        return "never"
    if row["is_held_back"]:
        return "held_back"
    if not row["success"]:
        return "failed"
    return "overdue" if row["is_overdue"] else "good"


_MARKS = {
    "good": ("disc", "good"),
    "overdue": ("dots", "caution"),
    "held_back": ("half", "alarm"),
    "failed": ("square", "alarm"),
    "never": ("question", "neutral"),
}


def state_mark_of(row: Row) -> Mark:
    """How a source's state looks."""
    code = state(row)
    shape, tone = _MARKS[code]
    return mark(f"health.state.{code}", shape, tone)


def sources_table(page: Page, found: pd.DataFrame) -> None:
    """Draw the sources; picking one opens it."""
    records = found.to_dict("records")
    shown = pd.DataFrame(
        {
            "source": found["source"],
            "title": [_title(page, row) for row in records],
            "state": [_state(page, row) for row in records],
            "age": [_age(page, row) for row in records],
            "last": [_last(page, row) for row in records],
            "balance": [balance_html(page, row) for row in records],
            "change": [_change(page, row) for row in records],
        },
        dtype=object,
    )
    right = {"change"}
    names = ("title", "state", "age", "last", "balance", "change")
    pick_table(
        page,
        shown,
        [
            Column(one, page.t(f"health.column.{one}"), align="right" if one in right else "left")
            for one in names
        ],
        key="source",
        caption=page.t("health.caption"),
        picked=picked_source(),
        on_pick=pick_source,
        name="health_table",
    )


def title(page: Page, row: Row) -> str:
    """A source's title, or the word of its kind."""
    return (
        page.word("source_name", row["source_name"])
        if numbers.is_missing(row["title"])
        else str(row["title"])
    )


def _title(page: Page, row: Row) -> Html:
    kind = page.word("source_name", row["source_name"])
    return join(
        title(page, row),
        tag("span", kind, class_="m-tag") if title(page, row) != kind else None,
    )


def _state(page: Page, row: Row) -> Html:
    found = state_mark_of(row)
    return tag(
        "span",
        icon(found, size=16),
        tag("span", page.t(found.key)),
        class_="m-state m-compact",
        style=f"color:{found.colour};background:{found.ground}",
    )


def _age(page: Page, row: Row) -> Html:
    """Age of the data against its cycle; the line in the middle of the bar is the cycle."""
    if numbers.is_missing(row["age_days"]):
        return tag("span", page.t("word.unknown"), class_="m-quiet")
    words = numbers.duration(row["age_days"] * 24 * 60, page.lang)
    if row["is_age_of_fetch"]:  # the data states no time of its own
        words = page.t("data.fetched_age", age=words)
    cycle = row["cadence_days"]
    if numbers.is_missing(cycle) or not cycle:
        return join(words, " ", tag("span", page.t("health.no_cycle"), class_="m-quiet"))
    share = row["age_days"] / cycle
    told = page.t("health.of_cycle", age=words, cycle=numbers.duration(cycle * 24 * 60, page.lang))
    tone = "m-over" if row["is_overdue"] else "m-within"
    width = min(100.0, 100 * share / _FULL_BAR)
    return tag(
        "span",
        told,
        tag(
            "span",
            tag("span", style=f"width:{width:.0f}%", class_=f"m-bar {tone}"),
            class_="m-bar-track m-cycle",
            aria_hidden="true",
        ),
        class_="m-people",
    )


def _last(page: Page, row: Row) -> Html:
    if numbers.is_missing(row["last_good_at"]):
        return tag("span", page.t("health.no_good_run"), class_="m-quiet")
    return join(page.moment(row["last_good_at"]))


def balance_html(page: Page, row: Row) -> Html:
    """Rows in = accepted + rejected + duplicates, as an equation."""
    if numbers.is_missing(row["rows_in"]):
        return tag("span", "–", class_="m-quiet")
    counts = {
        name: numbers.number(int(row[name]), page.lang)
        for name in ("rows_in", "accepted", "rejected", "duplicates")
    }
    return join(page.t("health.balance", **counts))


def _change(page: Page, row: Row) -> Html:
    if numbers.is_missing(row["accepted_change"]):
        return tag("span", "–", class_="m-quiet")
    return join(numbers.signed(int(row["accepted_change"]), page.lang))
