"""Curves of the share ended by days since receipt, with their bands: the newest periods."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.store.queries import road_survival
from machimori.store.queries.road_survival import ALL, Chosen
from machimori.ui import faster_words, line_charts
from machimori.ui.line_charts import Drawn, amount, layer, word
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, download, table

#: More curves than these cover each other's bands.
_MOST = 3
#: Days drawn; what comes later is in the table.
_DAYS = 180
#: Room for the names at the lines' ends, as a share of the days.
_ROOM = 0.2
_TABLE_DAYS = (0, 7, 14, 30, 60, 90, 119, 147, 175)


def curves(page: Page, chosen: Chosen) -> None:
    """Draw the chart and, folded away, its numbers."""
    found = road_survival.curves(page.warehouse, chosen)
    if found.empty:
        return
    title = page.t(f"faster.curves_{chosen.end_kind}")
    show(tag("h2", title, class_="m-h2"))
    show(tag("p", page.t("faster.curves_note"), class_="m-quiet m-small"))
    periods = sorted(set(found["period"]) - {ALL}, reverse=True)[:_MOST] or [ALL]
    drawn = found[found["period"].isin(periods) & (found["day"] <= _DAYS)]
    named = drawn.assign(name=[faster_words.period(page, one) for one in drawn["period"]])
    line_charts.draw(
        chart(
            page,
            named,
            [faster_words.period(page, one) for one in periods],
            page.t(f"faster.axis_{chosen.end_kind}"),
        ),
        key="faster_curves",
        height=340,
        alt_text=title,
    )
    _numbers(page, found)


def chart(page: Page, drawn: pd.DataFrame, names: list[str], counted: str) -> Drawn:
    """The chart of some curves; ``name`` is written at each one's end, the first is strongest.

    ``counted`` names the share on its axis.
    """
    last = int(drawn["day"].max())
    days = amount(
        "day",
        scale={"domain": [0, last * (1 + _ROOM)], "nice": False},
        axis={
            "title": page.t("faster.axis_days"),
            "values": [one for one in (0, 7, 14, 30, 60, 90, 120, 150, 180) if one <= last],
        },
    )
    share = amount(
        "ended_share",
        scale={"domain": [0, 1]},
        axis={"title": counted, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]},
    )
    colour = word("name", scale=line_charts.colours(names), legend=None)
    dash = word("name", scale=line_charts.dashes(names), legend=None)
    ends = drawn.sort_values("day").groupby("name", sort=False).tail(1)
    ends = ends.assign(height=line_charts.spread(ends["ended_share"].tolist()))
    half = pd.DataFrame({"ended_share": [0.5], "word": [page.t("faster.half")]})
    steps = {"interpolate": "step-after"}
    return Drawn(
        [
            layer("half", "rule", {"strokeDash": [2, 2], "color": "#55585C"}, y=share),
            layer(
                "curves",
                "area",
                {"opacity": 0.14} | steps,
                x=days,
                y=amount("low"),
                y2={"field": "high"},
                color=colour,
            ),
            layer(
                "curves",
                "line",
                {"strokeWidth": 2.5} | steps,
                x=days,
                y=share,
                color=colour,
                strokeDash=dash,
            ),
            layer(
                "ends",
                "text",
                {"align": "left", "dx": 6, "fontWeight": "bold"},
                x=days,
                y=amount("height"),
                text=word("name"),
                color=colour,
            ),
        ],
        {"curves": drawn, "ends": ends, "half": half},
    )


def _numbers(page: Page, found: pd.DataFrame) -> None:
    with st.expander(page.t("faster.curve_table"), key="faster_numbers"):
        chosen = found[found["day"].isin(_TABLE_DAYS)]
        shown = pd.DataFrame(
            {
                "period": [faster_words.period(page, one) for one in chosen["period"]],
                "day": chosen["day"].to_numpy(),
                "share": [
                    faster_words.share(page, {"share": share, "low": low, "high": high})
                    for share, low, high in zip(
                        chosen["ended_share"], chosen["low"], chosen["high"], strict=True
                    )
                ],
                "at_risk": chosen["at_risk"].to_numpy(),
                "ended": chosen["ended"].to_numpy(),
            }
        )
        table(
            page,
            shown,
            [
                Column("period", page.t("faster.column_period"), is_row_heading=True),
                Column("day", page.t("faster.axis_days"), align="right"),
                Column("share", page.t("faster.column_share"), align="right"),
                Column("at_risk", page.t("faster.column_at_risk"), align="right"),
                Column("ended", page.t("faster.column_ended"), align="right"),
            ],
            caption=page.t("faster.curve_table"),
            is_caption_spoken=True,
        )
        download(page, found, "road_survival.csv", key="save_survival")
