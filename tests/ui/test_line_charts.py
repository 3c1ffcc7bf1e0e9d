"""Names at the ends of lines keep apart and stay within the chart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.ui.line_charts import spread


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
