"""Names at the ends of lines keep apart and stay within; charts keep to their grammar."""

from __future__ import annotations

from datetime import UTC
from itertools import pairwise
from pathlib import Path

import altair
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.control_chart import xmr
from machimori.store.queries.road_intake import Intake
from machimori.store.warehouse import open_warehouse
from machimori.ui import faster_curves, intake_chart
from machimori.ui.line_charts import spread
from machimori.ui.page import Page
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse


def test_names_stand_about_their_lines() -> None:
    assert spread([0.2, 0.8]) == pytest.approx([0.2, 0.8])
    assert spread([0.5, 0.5]) == pytest.approx([0.47, 0.53])
    assert spread([1.0, 1.0]) == pytest.approx([0.94, 1.0])
    assert spread([0.0, 0.0]) == pytest.approx([0.0, 0.06])
    assert spread([]) == []


@settings(max_examples=50, deadline=None)
@given(heights=st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_no_name_is_on_another_or_above_the_chart(heights: list[float]) -> None:
    moved = spread(heights)
    assert max(moved) <= 1 + 1e-9
    assert min(moved) >= -1e-9
    assert all(after - before >= 0.06 - 1e-9 for before, after in pairwise(sorted(moved)))


def test_charts_keep_to_the_grammar_and_name_rows_they_have(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    page = Page.off_screen("ja", city, open_warehouse(city), NOW.astimezone(UTC), "beat")
    curve = {"day": [0, 90], "ended_share": [0.0, 0.6], "low": [0.0, 0.5], "high": [0.0, 0.7]}
    curves = pd.concat([pd.DataFrame(curve).assign(name=name) for name in ("2026", "2025")])
    begins = pd.date_range("2026-01-05", periods=20, freq="7D")
    limits = xmr(list(range(20)), [True] * 20)
    assert limits is not None
    weeks = pd.DataFrame({"begins": begins, "posts": range(20), "is_whole": True})
    weeks["signal"] = [str(one) for one in limits.signals]
    for chart in (
        faster_curves.chart(page, curves, ["2026", "2025"], "終わった割合"),
        intake_chart.chart(page, Intake(weeks, limits), limits),
    ):
        altair.LayerChart.from_dict(chart.spec(300))  # raises where the grammar has no such word
        for layer in chart.layers:
            fields = {one["field"] for one in layer["encoding"].values()}
            assert fields <= set(chart.rows[layer["data"]["name"]].columns)
