from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalise import clock, codes, dates, flags, numbers, text
from etl.normalise.capacity import read_capacity
from etl.normalise.columns import TYPES, Context, parse, parse_capacity
from etl.normalise.degrees import degrees
from etl.normalise.distinct import by_distinct
from etl.normalise.eras import wareki
from etl.normalise.geo3x3 import geo3x3_code
from etl.normalise.urls import url
from etl.normalise.verdict import Reading, Unreadable

CONTEXT = Context(code="131016")


def _moment(published: str, context: Context) -> datetime | None:
    read = dates.timestamp(published, zone=context.zone, month_first=context.month_first)
    return None if read is None else read.replace(tzinfo=None)


def _prose(rule: Callable[[str], str | None], published: str, context: Context) -> Any:
    value = rule(published)
    if value is not None and text.looks_mojibake(published):
        return Reading(value, "mojibake", text.repair(published) or "")
    return value


#: The scalar rule behind each kind.
SCALAR: dict[str, Callable[[str, Context], Any]] = {
    "text": partial(_prose, text.clean),
    "name": partial(_prose, text.name),
    "address": partial(_prose, text.address),
    "identifier": partial(_prose, text.identifier),
    "category": partial(_prose, text.category),
    "kana": partial(_prose, text.kana),
    "url": lambda one, _: url(one),
    "code": lambda one, context: codes.municipality_code(one, like=context.code),
    "common_id": lambda one, _: codes.common_id(one),
    "postcode": lambda one, _: codes.postcode(one),
    "phone": lambda one, _: codes.read_phone(one),
    "integer": lambda one, _: numbers.read_integer(one),
    "number": lambda one, _: numbers.read_number(one),
    "capacity": lambda one, _: _total(read_capacity(one)),
    "flag": lambda one, context: flags.read_flag(one, context.empty_flag, context.dash_flag),
    "timestamp": _moment,
    "date": lambda one, context: dates.day(one, zone=context.zone, month_first=context.month_first),
    "time_of_day": lambda one, _: clock.read_time(one),
    "longitude": lambda one, _: degrees(one, "longitude"),
    "latitude": lambda one, _: degrees(one, "latitude"),
    "geo3x3": lambda one, _: geo3x3_code(one),
}


def _total(reading: Reading) -> Reading:
    return Reading(reading.value.total, reading.rule)


def scalar(kind: str, published: str | None, context: Context) -> tuple[Any, bool, Any, Any]:
    """Value, bad, rule and suggestion as the scalar rule gives them."""
    if published is None and kind != "flag":
        return None, False, None, None
    cell = published or ""
    cleaned = text.category(cell) if kind == "category" else text.name(cell)
    if cleaned in text.PLACEHOLDERS:
        return None, False, "placeholder", None
    try:
        read = SCALAR[kind](cell, context)
    except Unreadable as error:
        return None, True, error.rule, error.suggestion or None
    reading = read if isinstance(read, Reading) else Reading(read)
    return reading.value, False, reading.rule or None, reading.suggestion or None


def engine(kind: str, published: list[str | None], context: Context) -> list[tuple[Any, ...]]:
    read = parse(kind, pa.array(published, pa.string()), context)
    assert read.values.type == TYPES[kind]
    assert read.bad.null_count == 0
    parts = (read.values, read.bad, read.rule, read.suggestion)
    return list(zip(*(one.to_pylist() for one in parts), strict=True))


_DAY = st.dates(date(1900, 1, 1), date(2090, 1, 1))
_CLOCK = st.times()
_FORMS: list[Callable[[datetime], str]] = [
    lambda one: one.isoformat(),
    lambda one: one.isoformat(" ", "seconds"),
    lambda one: one.isoformat("T", "milliseconds") + "Z",
    lambda one: one.isoformat("T", "minutes") + "+09:00",
    lambda one: f"{one:%Y/%m/%d %H:%M}",
    lambda one: f"{one.year}/{one.month}/{one.day} {one.hour}:{one.minute:02}",
    lambda one: f"{one:%Y-%m-%d}",
    lambda one: f"{one:%Y%m%d%H%M}",
    lambda one: f"{one:%Y%m%d}",
    lambda one: f"{wareki(one.date())}{one.hour}時{one.minute:02}分",
    lambda one: f"{wareki(one.date())} {one.hour}:{one.minute:02}",
    lambda one: f"{wareki(one.date())}（{'月火水木金土日'[one.weekday()]}）正午",
    lambda one: f"{one.year}年{one.month}月{one.day}日　午後{one.hour % 12}時",
    lambda one: f"{one.month}/{one.day}/{one.year} {one:%I:%M %p}",
    lambda one: f"{one:%d %b %Y %H:%M}",
    lambda one: f"{one:%Y-%m-%d} 24:00",
    lambda one: f"{one:%Y-%m-}31 {one:%H:%M}",
    lambda one: f"{one:%Y-%m-%d} {one:%H}:75",
    lambda one: f"令和{one.year % 100}年{one.month}月{one.day}日 {one:%H:%M}",
]
MOMENTS = st.builds(
    lambda day, time, form: form(datetime.combine(day, time)), _DAY, _CLOCK, st.sampled_from(_FORMS)
)
_PIECES = st.text(
    st.sampled_from(
        "0123456789.,-/:()[]% 　\n\t\x00０１２．，－年月日時分人㎡円約△XT×○有無令和RN北縺ｱ゛（）"
    ),
    max_size=14,
)
_WORDS = st.sampled_from(
    [
        "null",
        "nan",
        "NaN",
        "-",
        "－",
        "○",
        "×",
        "△",
        "有",
        "無",
        "1",
        "1.0",
        "0",
        "TRUE",
        "13101",
        "131016",
        "92011",
        "1,2",
        "102-8688",
        "(047)371-6100",
    ]
    + [
        "E1310100001201",
        "E9139667771",
        "35.689556",
        "139.75",
        "35°41'22.4\"",
        "3569413",
        "34/059147",
        "N35.5",
    ]
    + [
        "東経139.5",
        "12.50",
        "007",
        "-5",
        "1e3",
        "1.",
        ".5",
        "0x1F",
        "inf",
        "9007199254740993",
        "99999999999999999999",
    ]
    + [
        "https://a.example/",
        "www.a.jp",
        "９：００",
        "午後5時",
        "24:00",
        "ﾁﾖﾀﾞ",
        "ちよだ",
        "髙﨑",
        "縺ゅ＞縺�",
        "Café",
    ]
    + ["", " ", "50,700 ", "屋内480人／屋外3,350人(面積の1/2)", "\ufeffid", "45302.75"]
    + ["https://a.example/ https://b.example/", "道路に穴が　あいて\n（大きい）", "  two  spaces "]
    + ["[object Object]"]
)
CELLS = st.none() | _WORDS | _PIECES | MOMENTS


@pytest.mark.parametrize("kind", list(TYPES))
@given(st.lists(CELLS, max_size=25))
@settings(max_examples=60, deadline=None)
def test_the_engine_answers_as_the_scalar_rule(kind: str, cells: list[str | None]) -> None:
    assert engine(kind, cells, CONTEXT) == [scalar(kind, one, CONTEXT) for one in cells]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "UTC"])
@given(st.lists(MOMENTS, max_size=40))
@settings(max_examples=60, deadline=None)
def test_moments_of_every_form_and_zone(zone: str, cells: list[str | None]) -> None:
    context = Context(timezone=zone, month_first=True)
    for kind in ("timestamp", "date"):
        assert engine(kind, cells, context) == [scalar(kind, one, context) for one in cells]


@pytest.mark.parametrize("form", range(len(_FORMS)))
@given(days=st.lists(_DAY, min_size=1, max_size=30), time=_CLOCK)
@settings(max_examples=15, deadline=None)
def test_a_column_of_one_form(form: int, days: list[date], time: Any) -> None:
    cells: list[str | None] = [_FORMS[form](datetime.combine(day, time)) for day in days]
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


def _column(path: Path, name: str, encoding: str = "utf-8-sig") -> pa.Array:
    with path.open(encoding=encoding, newline="") as file:
        return pa.array([row[name] for row in csv.DictReader(file)], pa.string())


NANAO = "shelter_status/nanao"
FOOD = "food/tokyo/tokyo_kodomoshokudo_final.csv"
#: File, column, kind, and what is odd in it.
REAL: list[tuple[str, str, str, dict[str, int]]] = [
    (f"{NANAO}/open_shelter_Nanao-shi_2024-01-11-1800.csv", "時点", "timestamp", {}),
    (f"{NANAO}/reference_data.csv", "災害種別_洪水", "flag", {}),
    ("shelters/matsuyama/382019_evacuation_space.csv", "想定収容人数", "capacity", {}),
    ("shelters/kobe/okugai.csv", "郵便番号", "postcode", {}),
    ("shelters/kobe/okunai.csv", "電話番号", "phone", {}),
    ("shelters/kobe/okunai.csv", "洪水", "flag", {"flag_conditional": 3}),
    ("road_reports/syracuse/potholes.csv", "TimeFilled", "timestamp", {}),
    ("standard_datasets/kobe/metadata.csv", "データ時点", "timestamp", {}),
    ("standard_datasets/takamatsu/public_toilet.csv", "endTime", "time_of_day", {}),
    ("standard_datasets/takamatsu/public_toilet.csv", "prefCode", "code", {}),
    ("standard_datasets/yaizu/machinakasuzumidokoro.csv", "日曜開放開始時刻", "time_of_day", {}),
    ("standard_datasets/yaizu/ビーチクリーン大作戦会場.csv", "実施日", "date", {}),
    (FOOD, "開催終了時間", "time_of_day", {"withheld": 3}),
    (FOOD, "全国地方公共団体コード", "code", {"code_check_digit": 3}),
    ("addresses/mt_city_all.csv", "lg_code", "code", {}),
]


def _column(path: Path, name: str) -> pa.Array:
    data = path.read_bytes()
    try:
        lines = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        lines = data.decode("cp932")
    rows = csv.DictReader(io.StringIO(lines, newline=""))
    return pa.array([row[name] for row in rows], pa.string())


@pytest.mark.parametrize(("file", "name", "kind", "odd"), REAL)
def test_real_columns_are_read(
    real_data: Path, file: str, name: str, kind: str, odd: dict[str, int]
) -> None:
    context = Context(code="172022")
    cells = _column(real_data / file, name).to_pylist()
    assert any(text.name(one) for one in cells)
    read = engine(kind, cells, context)
    assert read == [scalar(kind, one, context) for one in cells]
    assert Counter(rule for _, _, rule, _ in read if rule) == odd


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
