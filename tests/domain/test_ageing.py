"""Fresh, stale, unknown: at the edges, in a column as one by one, and what is shown then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.city import AgeRule
from machimori.domain.ageing import Freshness, freshness, freshnesses, limits_of, present

NOW = datetime(2026, 11, 21, 5, 5, tzinfo=UTC)
RULE = AgeRule(stale_minutes=30, unknown_minutes=120)


def rule_of(role: str) -> AgeRule:
    return AgeRule(stale_minutes=60, unknown_minutes=600) if role == "wide_area_site" else RULE


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, Freshness.FRESH),
        (29.99, Freshness.FRESH),
        (30, Freshness.STALE),
        (119.99, Freshness.STALE),
        (120, Freshness.UNKNOWN),
        (-5, Freshness.FRESH),
        (-5.01, Freshness.UNKNOWN),
    ],
)
def test_edges_belong_to_the_older_word(minutes: float, expected: Freshness) -> None:
    assert freshness(NOW - timedelta(minutes=minutes), NOW, RULE) is expected


def test_never_confirmed_is_unknown() -> None:
    assert freshness(None, NOW, RULE) is Freshness.UNKNOWN
    assert freshness(pd.NaT, NOW, RULE) is Freshness.UNKNOWN  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(-10, 700), st.sampled_from(["shelter", "wide_area_site", None])
        ),
        min_size=1,
    )
)
def test_a_column_ages_as_its_values_do(rows: list[tuple[int | None, str | None]]) -> None:
    naive = NOW.replace(tzinfo=None)
    times = [None if age is None else naive - timedelta(minutes=age) for age, _ in rows]
    roles = pd.Series([role for _, role in rows], dtype=object)
    column = freshnesses(pd.Series(times, dtype="datetime64[us]"), NOW, limits_of(roles, rule_of))
    assert column.tolist() == [
        freshness(time, NOW, rule_of(role or "default"))
        for time, (_, role) in zip(times, rows, strict=True)
    ]


def test_what_is_too_old_is_shown_as_unknown_field_by_field() -> None:
    naive = NOW.replace(tzinfo=None)
    statuses = pd.DataFrame(
        {
            "facility_id": ["a", "b", "c"],
            "role": ["shelter", "shelter", "wide_area_site"],
            "opening": ["開設", None, "常設"],
            "opening_confirmed_at": [naive - timedelta(minutes=10), pd.NaT, naive],
            "crowding": ["混雑", None, None],
            "crowding_confirmed_at": [naive - timedelta(minutes=300), pd.NaT, pd.NaT],
            "confirmed_at": [naive - timedelta(minutes=10), pd.NaT, naive],
        }
    )
    shown = present(statuses, NOW, rule_of)
    assert shown[["freshness", "opening_shown", "crowding_shown"]].to_numpy().tolist() == [
        ["fresh", "開設", "不明"],
        ["unknown", "不明", "不明"],
        ["fresh", "常設", "不明"],
    ]
    assert shown["age_minutes"].fillna(-1).tolist() == [10.0, -1.0, 0.0]
    assert list(statuses["opening"]) == ["開設", None, "常設"]
