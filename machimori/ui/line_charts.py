"""How our charts of lines look: our faces and colours, names at the lines' ends, no legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import streamlit as st

from machimori.wording.tokens import COLOURS, FONT, SERIES

#: Layers on one pair of axes.
Layers = alt.LayerChart | alt.FacetChart
#: Told apart without colour too: the newest line is whole, the older ones broken ever shorter.
DASHES = ([1, 0], [7, 3], [2, 3], [9, 3, 2, 3], [1, 5])
#: Names at the ends of lines keep this much of the height between them.
_APART = 0.06


def draw(chart: Layers, *, key: str, height: int, alt_text: str) -> None:
    """Put a chart on the page, as wide as there is room. A table beside it says the same."""
    st.altair_chart(
        dressed(chart.properties(height=height)), width="stretch", theme=None, key=key, alt=alt_text
    )


def dressed(chart: Layers) -> Any:
    """The look: no frame, faint grid, text in ink at 12 px and more."""
    return (
        chart.configure(font=FONT, background=COLOURS["ground"])
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelColor=COLOURS["ink"],
            titleColor=COLOURS["quiet"],
            gridColor=COLOURS["line"],
            gridOpacity=0.6,
            domainColor=COLOURS["edge"],
            tickColor=COLOURS["edge"],
        )
        .configure_text(font=FONT, fontSize=12)
    )


def colour_scale(names: Sequence[str]) -> alt.Scale:
    """A colour of the palette for each name, the first one the strongest."""
    return alt.Scale(domain=list(names), range=list(SERIES[: len(names)]))


def dash_scale(names: Sequence[str]) -> alt.Scale:
    """A dash for each name."""
    return alt.Scale(domain=list(names), range=list(DASHES[: len(names)]))


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


def axis(title: str, **settings: Any) -> alt.Axis:
    """An axis with its title written along it."""
    return alt.Axis(title=title, **settings)
