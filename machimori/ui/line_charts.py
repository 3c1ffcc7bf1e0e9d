"""How our charts of lines look: our faces and colours, names at the lines' ends, no legend.

A chart is written down in the grammar the browser draws it from (Vega-Lite). Put together by a
library that checks each part, two charts took longer than all else on their page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from machimori.wording.tokens import COLOURS, FONT, SERIES

Spec = dict[str, Any]
#: Told apart without colour too: the newest line is whole, the older ones broken ever shorter.
DASHES = ([1, 0], [7, 3], [2, 3], [9, 3, 2, 3], [1, 5])
#: Names at the ends of lines keep this much of the height between them.
_APART = 0.06
#: No frame, faint grid, text in ink at 12 px and more.
_LOOK: Spec = {
    "font": FONT,
    "background": COLOURS["ground"],
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": COLOURS["ink"],
        "titleColor": COLOURS["quiet"],
        "gridColor": COLOURS["line"],
        "gridOpacity": 0.6,
        "domainColor": COLOURS["edge"],
        "tickColor": COLOURS["edge"],
    },
    "text": {"font": FONT, "fontSize": 12},
}


@dataclass(frozen=True)
class Drawn:
    """Layers on one pair of axes, and the rows they name."""

    layers: Sequence[Spec]
    rows: Mapping[str, pd.DataFrame]

    def spec(self, height: int) -> Spec:
        """The whole chart without its rows."""
        return {"layer": list(self.layers), "height": height, "config": _LOOK}


def draw(chart: Drawn, *, key: str, height: int, alt_text: str) -> None:
    """Put a chart on the page, as wide as there is room. A table beside it says the same."""
    st.vega_lite_chart(
        spec=chart.spec(height) | {"datasets": dict(chart.rows)},
        width="stretch",
        theme=None,
        key=key,
        alt=alt_text,
    )


def layer(rows: str, mark: str, look: Spec, **encoding: Spec) -> Spec:
    """Marks of the rows of a name."""
    return {"data": {"name": rows}, "mark": {"type": mark, **look}, "encoding": encoding}


def amount(name: str, **settings: Any) -> Spec:
    """A column of numbers on an axis."""
    return {"field": name, "type": "quantitative", **settings}


def moment(name: str, **settings: Any) -> Spec:
    """A column of times on an axis."""
    return {"field": name, "type": "temporal", **settings}


def word(name: str, **settings: Any) -> Spec:
    """A column of words."""
    return {"field": name, "type": "nominal", **settings}


def colours(names: Sequence[str]) -> Spec:
    """A colour of the palette for each name, the first one the strongest."""
    return {"domain": list(names), "range": list(SERIES[: len(names)])}


def dashes(names: Sequence[str]) -> Spec:
    """A dash for each name."""
    return {"domain": list(names), "range": list(DASHES[: len(names)])}


def spread(heights: Sequence[float], top: float = 1.0) -> list[float]:
    """Heights for names beside their lines, none on another: moved apart as little as needed.

    Args:
        heights: where the lines end, in the axis' unit.
        top: the axis' upper end.
    """
    from scipy.optimize import isotonic_regression

    if not len(heights):
        return []
    # With the least distances taken off, keeping apart is keeping order: isotonic regression.
    steps = _APART * top * np.arange(len(heights))
    order = np.argsort(heights, kind="stable")
    ordered = isotonic_regression(np.asarray(heights, dtype=np.float64)[order] - steps).x
    moved = np.empty(len(heights))
    moved[order] = np.clip(ordered, 0.0, top - steps[-1]) + steps
    return [float(one) for one in moved]
