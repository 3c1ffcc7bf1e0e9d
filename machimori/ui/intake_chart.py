"""Posts received by week, on an XmR control chart: is this week unusual?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.domain.control_chart import Chart, Signal
from machimori.store.queries import road_intake
from machimori.store.queries.road_intake import Intake
from machimori.ui import line_charts
from machimori.ui.line_charts import Drawn, amount, layer, moment, word
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, download, records, table
from machimori.wording import numbers
from machimori.wording.tokens import COLOURS

_TABLE_WEEKS = 26
#: Shape and colour of each judgement: said twice, and in the table a third time in words.
_SHAPES = {
    Signal.USUAL: ("circle", COLOURS["brand"]),
    Signal.ABOVE: ("triangle-up", COLOURS["alarm"]),
    Signal.BELOW: ("triangle-down", COLOURS["alarm"]),
    Signal.SHIFTED_UP: ("diamond", COLOURS["caution"]),
    Signal.SHIFTED_DOWN: ("diamond", COLOURS["caution"]),
    Signal.NOT_JUDGED: ("circle", COLOURS["ground"]),
}


def control_chart(page: Page, category: str) -> None:
    """Draw the sentence, the chart and its table."""
    show(tag("h2", page.t("intake.title"), class_="m-h2"))
    found = road_intake.weekly(page.warehouse, zone=page.zone, category=category)
    if found is None or found.chart is None:
        show(tag("p", page.t("intake.not_enough"), class_="m-quiet"))
        return
    show(
        tag(
            "p",
            page.t("faster.two", first=_last(page, found.weeks), second=_usual(page, found.chart)),
        )
    )
    line_charts.draw(
        chart(page, found, found.chart),
        key="intake_chart",
        height=260,
        alt_text=page.t("intake.title"),
    )
    show(tag("p", page.t("intake.not_judged"), class_="m-quiet m-small"))
    _table(page, found.weeks)


def _last(page: Page, weeks: pd.DataFrame) -> str:
    last = records(weeks[weeks["is_whole"]])[-1]
    return page.t(
        f"intake.last_{last['signal']}", week=_day(page, last["begins"]), n=int(last["posts"])
    )


def _usual(page: Page, limits: Chart) -> str:
    return page.t(
        "intake.usual",
        lower=numbers.number(limits.lower, page.lang, digits=0),
        upper=numbers.number(limits.upper, page.lang, digits=0),
        mean=numbers.number(limits.mean, page.lang, digits=1),
        weeks=limits.base_weeks,
    )


def _day(page: Page, begins: Any) -> str:
    return numbers.day(begins.date(), page.lang)


def chart(page: Page, found: Intake, limits: Chart) -> Drawn:
    """Weeks as points on a line, mean and limits as rules with their names."""
    weeks = found.weeks.assign(
        shape=[_SHAPES[Signal(one)][0] for one in found.weeks["signal"]],
        fill=[_SHAPES[Signal(one)][1] for one in found.weeks["signal"]],
        stroke=[
            COLOURS["edge"] if one == Signal.NOT_JUDGED else _SHAPES[Signal(one)][1]
            for one in found.weeks["signal"]
        ],
    )
    top = max(float(weeks["posts"].max()), limits.upper) * 1.1
    first, last = weeks["begins"].min(), weeks["begins"].max()
    time = moment(
        "begins",
        scale={"domain": [_iso(first), _iso(last + (last - first) * 0.12)]},
        axis={
            "title": page.t("intake.axis_week"),
            "format": "%Y/%m",
            "tickCount": 8,
            "labelOverlap": "greedy",
            "labelSeparation": 10,
        },
    )
    count = amount(
        "posts",
        scale={"domain": [0, top]},
        axis={"title": page.t("intake.axis_posts"), "tickMinStep": 1},
    )
    levels = pd.DataFrame(
        {
            "posts": [limits.mean, limits.upper, limits.lower],
            "word": [page.t(f"intake.{one}") for one in ("mean", "upper", "lower")],
            "begins": [last] * 3,
        }
    )
    levels["height"] = line_charts.spread(levels["posts"].tolist(), top)
    as_it_is = {"scale": None, "legend": None}
    return Drawn(
        [
            layer("levels", "rule", {"strokeDash": [5, 4], "color": COLOURS["neutral"]}, y=count),
            layer("weeks", "line", {"color": COLOURS["edge"], "strokeWidth": 1}, x=time, y=count),
            layer(
                "weeks",
                "point",
                {"size": 60, "filled": True, "opacity": 1, "strokeWidth": 1.5},
                x=time,
                y=count,
                shape=word("shape", **as_it_is),
                fill=word("fill", **as_it_is),
                stroke=word("stroke", **as_it_is),
            ),
            layer(
                "levels",
                "text",
                {"align": "left", "dx": 8, "dy": -8, "color": COLOURS["quiet"]},
                x=time,
                y=amount("height"),
                text=word("word"),
            ),
        ],
        {"weeks": weeks, "levels": levels},
    )


def _iso(moment: Any) -> str:
    return str(moment.isoformat())


def _table(page: Page, weeks: pd.DataFrame) -> None:
    with st.expander(page.t("intake.table"), key="intake_table"):
        rows = records(weeks)[::-1]
        shown = pd.DataFrame(
            {
                "week": [_day(page, one["begins"]) for one in rows[:_TABLE_WEEKS]],
                "posts": [int(one["posts"]) for one in rows[:_TABLE_WEEKS]],
                "signal": [page.t(f"intake.signal_{one['signal']}") for one in rows[:_TABLE_WEEKS]],
            }
        )
        table(
            page,
            shown,
            [
                Column("week", page.t("intake.column_week"), is_row_heading=True),
                Column("posts", page.t("intake.column_posts"), align="right"),
                Column("signal", page.t("intake.column_signal")),
            ],
            caption=page.t("intake.table"),
            is_caption_spoken=True,
        )
        download(page, weeks, "road_intake_by_week.csv", key="save_intake")
