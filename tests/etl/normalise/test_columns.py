from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalise import dates
from etl.normalise.columns import TYPES, Context, parse, parse_capacity
from etl.normalise.distinct import by_distinct
from tests.etl.normalise.messy_cells import CELLS, CLOCKS, DAYS, FORMS, MOMENTS
from tests.etl.normalise.scalar_rules import CONTEXT, engine, scalar


@pytest.mark.parametrize("kind", list(TYPES))
@given(st.lists(CELLS, max_size=25))
@settings(max_examples=60)
def test_the_engine_answers_as_the_scalar_rule(kind: str, cells: list[str | None]) -> None:
    assert engine(kind, cells, CONTEXT) == [scalar(kind, one, CONTEXT) for one in cells]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "UTC"])
@given(st.lists(MOMENTS, max_size=40))
@settings(max_examples=60)
def test_moments_of_every_form_and_zone(zone: str, cells: list[str | None]) -> None:
    context = Context(timezone=zone, month_first=True)
    for kind in ("timestamp", "date"):
        assert engine(kind, cells, context) == [scalar(kind, one, context) for one in cells]


@pytest.mark.parametrize("form", range(len(FORMS)))
@given(days=st.lists(DAYS, min_size=1, max_size=30), time=CLOCKS)
@settings(max_examples=15)
def test_a_column_of_one_form(form: int, days: list[date], time: Any) -> None:
    cells: list[str | None] = [FORMS[form](datetime.combine(day, time)) for day in days]
    assert engine("timestamp", cells, CONTEXT) == [
        scalar("timestamp", one, CONTEXT) for one in cells
    ]


LOCAL = st.datetimes(datetime(2023, 1, 1), datetime(2025, 1, 1))  # noqa: DTZ001


@given(st.lists(LOCAL, min_size=1))
def test_clock_changes_in_a_column(moments: list[datetime]) -> None:
    context = Context(timezone="America/New_York")
    cells: list[str | None] = [one.isoformat() for one in moments]
    cells += ["2024-11-03T01:30:00", "2024-03-10T02:30:00", "2024-11-03T00:00:00"]
    assert engine("timestamp", cells, context) == [
        scalar("timestamp", one, context) for one in cells
    ]


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.integers().map(str))
)
def test_plain_numbers_in_a_column(cells: list[str]) -> None:
    for kind in ("number", "integer", "longitude"):
        assert engine(kind, [*cells], CONTEXT) == [scalar(kind, one, CONTEXT) for one in cells]


def test_dates_at_the_ends_of_the_calendar() -> None:
    cells: list[str | None] = ["0001-01-01", "0001-01-02 12:00", "9999-12-31", "9999-12-31 23:59",
                               "9999-12-31T23:59:59-12:00", "0000-01-01", "2024-01-11"]  # fmt: skip
    for kind in ("timestamp", "date"):
        for column in (cells, cells[:1], cells[2:4], cells[4:5], cells[5:6]):
            expected = [scalar(kind, one, CONTEXT) for one in column]
            assert engine(kind, column, CONTEXT) == expected


def test_sliced_and_chunked_columns() -> None:
    whole = pa.array(["x", "2024-01-11 18:00", "令和6年1月11日午後6時", "", "y"])
    six = datetime(2024, 1, 11, 9)  # noqa: DTZ001 (18:00 in Tokyo, as UTC)
    assert parse("timestamp", whole.slice(1, 3), CONTEXT).values.to_pylist() == [six, six, None]
    chunks = pa.chunked_array([whole.slice(1, 1), whole.slice(2, 2)])
    assert parse("timestamp", chunks, CONTEXT).values.to_pylist() == [six, six, None]
    assert parse("name", whole.slice(4), CONTEXT).values.to_pylist() == ["y"]
    nulls = parse("number", pa.nulls(2), CONTEXT)
    assert nulls.values.to_pylist() == [None, None]


def test_what_is_odd_is_told_apart_from_what_is_bad() -> None:
    read = parse("integer", pa.array(["12", "X", "約500", "many", None]), CONTEXT)
    assert read.values.to_pylist() == [12, None, 500, None, None]
    assert read.bad.to_pylist() == [False, False, False, True, False]
    assert read.doubt.to_pylist() == [False, True, True, False, False]
    assert read.rule.to_pylist() == [
        None, "withheld", "number_approximate", "number_unreadable", None,
    ]  # fmt: skip


def test_flags_of_a_layout_that_leaves_no_blank() -> None:
    column = pa.array(["1", "", None, "－"])
    assert parse("flag", column, CONTEXT).values.to_pylist() == [True, None, None, None]
    data_set_03 = Context(empty_flag=False)
    assert parse("flag", column, data_set_03).values.to_pylist() == [True, False, False, None]


def test_codes_outside_japan_are_kept() -> None:
    abroad = Context(code="Syracuse, NY")
    assert parse("code", pa.array(["36067", " A-1 "]), abroad).values.to_pylist() == [
        "36067",
        "A-1",
    ]


def test_capacities_come_with_their_parts() -> None:
    read = parse_capacity(pa.array(["屋内480人／屋外3,350人(面積の1/2)", "810", None, "X", "多数"]))
    nothing = {"total": None, "indoor": None, "outdoor": None, "basis": None}
    assert read.values.to_pylist() == [
        {"total": 3830, "indoor": 480, "outdoor": 3350, "basis": "面積の1/2"},
        {**nothing, "total": 810},
        None,
        nothing,
        None,
    ]
    assert read.rule.to_pylist() == [None, None, None, "withheld", "capacity_unreadable"]


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="no kind 'colour'; known: text, name"):
        parse("colour", pa.array(["red"]), CONTEXT)


def test_a_rule_runs_once_per_distinct_value() -> None:
    asked: list[str] = []

    def rule(published: str) -> int:
        asked.append(published)
        return len(published)

    read = by_distinct(pa.array(["a", "bb", "a", None, "bb"] * 1000), rule, pa.int64())
    assert read.values.to_pylist()[:5] == [1, 2, 1, None, 2]
    assert asked == ["a", "bb"]


def test_moments_all_different_don_t_go_through_the_rule_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    plain_day, whole = dates.plain_day, dates.timestamp

    def counting(rule: Callable[..., Any], published: str, **context: Any) -> Any:
        asked.append(published)
        return rule(published, **context)

    monkeypatch.setattr(dates, "plain_day", partial(counting, plain_day))
    monkeypatch.setattr(dates, "timestamp", partial(counting, whole))
    minutes = [divmod(one, 60) for one in range(1440)]
    cells = [
        f"令和6年6月{day}日{hour}時{minute:02}分" for day in (1, 2, 3) for hour, minute in minutes
    ]
    cells += [
        f"2024-06-0{day} {hour:02}:{minute:02}" for day in (1, 2, 3) for hour, minute in minutes
    ]
    read = parse("timestamp", pa.array(cells), CONTEXT)
    half = len(cells) // 2
    assert read.values[:half].equals(read.values[half:])
    assert asked == ["令和6年6月1", "令和6年6月2", "令和6年6月3"]
