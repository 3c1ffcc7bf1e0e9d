from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalise import dates, eras
from etl.normalise.clock import time_of_day
from etl.normalise.verdict import Unreadable

TOKYO = ZoneInfo("Asia/Tokyo")
DAYS = st.dates(date(1873, 1, 1), date(2100, 12, 31))


def moment(text: str) -> str | None:
    """Local time in Tokyo, to the minute unless there are seconds."""
    read = dates.timestamp(text, zone=TOKYO)
    if read is None:
        return None
    assert read.tzinfo is UTC
    return read.astimezone(TOKYO).replace(tzinfo=None).isoformat(" ").removesuffix(":00")


def why(text: str, **context: bool) -> tuple[str, str]:
    with pytest.raises(Unreadable) as caught:
        dates.timestamp(text, zone=TOKYO, **context)
    return caught.value.rule, caught.value.suggestion


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("令和6年1月11日午後6時", "2024-01-11 18:00"),
        ("令和6年1月13日午前6時", "2024-01-13 06:00"),
        ("令和6年6月12日正午", "2024-06-12 12:00"),
        ("令和６年６月１２日（水）１４時０５分", "2024-06-12 14:05"),
        ("令和6年 6月 1日 午前0時", "2024-06-01 00:00"),
        ("令和元年5月1日 24:00", "2019-05-02 00:00"),
        ("㍻30年4月1日", "2018-04-01 00:00"),
        ("R6.1.9", "2024-01-09 00:00"),
        ("R6-1-9 18:30", "2024-01-09 18:30"),
        ("r6/1/9", "2024-01-09 00:00"),
        ("R060109", "2024-01-09 00:00"),
        ("S64.1.7", "1989-01-07 00:00"),
        ("2024年1月11日 午後12:30", "2024-01-11 12:30"),
        ("2024年1月11日18時30分15秒", "2024-01-11 18:30:15"),
        ("2024年1月11日18時半頃", "2024-01-11 18:30"),
        ("2025年11月16日（日曜日）", "2025-11-16 00:00"),
        ("2024/06/16(日) 14:05", "2024-06-16 14:05"),
        ("2024年9月16日（月・祝）9時", "2024-09-16 09:00"),
        ("令和6年6月12日14時現在", "2024-06-12 14:00"),
        ("2024-01-11", "2024-01-11 00:00"),
        ("2024-01-11T18:00", "2024-01-11 18:00"),
        ("2024-01-11T09:00:00Z", "2024-01-11 18:00"),
        ("2024-01-11T18:00:00+09:00", "2024-01-11 18:00"),
        ("2024-01-11T18:00:00+0900", "2024-01-11 18:00"),
        ("2024-01-11 18:00:00 JST", "2024-01-11 18:00"),
        ("2016-04-12 07:54:00.0", "2016-04-12 07:54"),
        ("2016-04-12 07:54:00.25", "2016-04-12 07:54:00.250000"),
        ("2024-01-11T18:00:00.1234567Z", "2024-01-12 03:00:00.123456"),
        ("2015/6/1", "2015-06-01 00:00"),
        ("1947/4/1", "1947-04-01 00:00"),
        ("2024.1.11 9:05", "2024-01-11 09:05"),
        ("13/2/2024", "2024-02-13 00:00"),
        ("2/13/2024 6:30 PM", "2024-02-13 18:30"),
        ("12/12/2024", "2024-12-12 00:00"),
        ("20240111", "2024-01-11 00:00"),
        ("2024011118", "2024-01-11 18:00"),
        ("202401111800", "2024-01-11 18:00"),
        ("20240111180030", "2024-01-11 18:00:30"),
        ("20240111 1800", "2024-01-11 18:00"),
        ("45302", "2024-01-11 00:00"),
        ("45302.75", "2024-01-11 18:00"),
        ("1704931200", "2024-01-11 09:00"),
        ("1704931200000", "2024-01-11 09:00"),
        ("Thu, 11 Jan 2024 18:00:00 +0900", "2024-01-11 18:00"),
        ("Jan 11, 2024", "2024-01-11 00:00"),
        ("11-Jan-2024 18:00", "2024-01-11 18:00"),
        ("", None),
        (" \u3000", None),
        ("未定", None),
        ("－", None),
    ],
)
def test_moments_as_published(published: str, expected: str | None) -> None:
    assert moment(published) == expected


@pytest.mark.parametrize(
    ("published", "rule", "suggestion"),
    [
        ("令和1年4月1日", "date_outside_era", "平成31年4月1日"),
        ("平成31年5月1日", "date_outside_era", "令和元年5月1日"),
        ("平成1年1月7日", "date_outside_era", "昭和64年1月7日"),
        ("大正15年12月25日", "date_outside_era", "昭和元年12月25日"),
        ("2024/2/30", "date_impossible", ""),
        ("令和6年2月30日 14:00", "date_impossible", ""),
        ("令和0年5月1日", "date_impossible", ""),
        ("20241301", "date_impossible", ""),
        ("0001-01-01", "date_impossible", ""),
        ("1/2/2024", "date_ambiguous", "2024-01-02 / 2024-02-01"),
        ("24/1/11", "date_two_digit_year", "2024-01-11"),
        ("2024-01", "date_incomplete", ""),
        ("令和6年度", "date_incomplete", ""),
        ("9月8日", "date_incomplete", ""),
        ("2024-01-11 25:00", "time_impossible", ""),
        ("2024-01-11 24:01", "time_impossible", ""),
        ("2024-01-11 18:60", "time_impossible", ""),
        ("令和6年6月12日午後13時", "time_impossible", ""),
        ("令和6年6月12日午後12時", "time_ambiguous", "12:00 / 0:00"),
        ("2024-01-11 夕方", "time_unreadable", ""),
        ("随時", "date_unreadable", ""),
        ("60", "date_unreadable", ""),
        ("屋内480人", "date_unreadable", ""),
    ],
)
def test_what_no_date_is_says_why(published: str, rule: str, suggestion: str) -> None:
    assert why(published) == (rule, suggestion)


def test_the_context_says_which_is_the_month() -> None:
    assert dates.day("1/2/2024", month_first=True) == date(2024, 1, 2)
    assert dates.day("1/2/2024", month_first=False) == date(2024, 2, 1)
    # What can only be read one way is read that way.
    assert dates.day("13/2/2024", month_first=True) == date(2024, 2, 13)


def test_a_moments_date_is_the_local_one() -> None:
    assert dates.day("2024-01-11T18:00:00Z", zone=TOKYO) == date(2024, 1, 12)
    assert dates.day("令和6年6月12日24:00", zone=TOKYO) == date(2024, 6, 13)
    assert dates.day("1704931200000", zone=TOKYO) == date(2024, 1, 11)


def test_spreadsheets_have_a_29_february_1900() -> None:
    assert dates.from_serial(1) == date(1900, 1, 1)
    assert dates.from_serial(59) == date(1900, 2, 28)
    assert dates.from_serial(61) == date(1900, 3, 1)
    assert dates.from_serial(45302) == date(2024, 1, 11)
    for serial in (0, 60, 2_958_466):
        with pytest.raises(Unreadable, match="date_impossible"):
            dates.from_serial(serial)


def test_clock_changes_follow_zoneinfo() -> None:
    new_york = ZoneInfo("America/New_York")
    read = [
        dates.timestamp(one, zone=new_york)
        for one in ("2024-11-03 01:30", "2024-03-10 02:30", "2024-07-01 12:00")
    ]
    assert read == [
        datetime(2024, 11, 3, 5, 30, tzinfo=UTC),  # the first of the two
        datetime(2024, 3, 10, 7, 30, tzinfo=UTC),  # skipped: the offset before the change
        datetime(2024, 7, 1, 16, 0, tzinfo=UTC),
    ]


@given(DAYS)
@settings(max_examples=200)
def test_wareki_goes_there_and_back(day: date) -> None:
    written = eras.wareki(day)
    short = written.replace("令和", "R").replace("平成", "H").replace("昭和", "S")
    dotted = short.replace("元年", "1.").replace("年", ".").replace("月", ".").rstrip("日")
    assert [dates.day(one) for one in (written, short, dotted.replace("..", "."))] == [day] * 3


@given(DAYS)
def test_every_day_has_one_era(day: date) -> None:
    holding = []
    for era in eras.ERAS:
        try:
            number = day.year - era.first.year + 1
            holding.append(eras.to_date(era.name, number, day.month, day.day, ""))
        except Unreadable as error:
            assert error.rule in ("date_outside_era", "date_impossible")
    assert holding == [day]


@given(DAYS.map(lambda one: datetime.combine(one, time())), st.integers(0, 86_399))
@settings(max_examples=200)
def test_every_form_of_a_moment_reads_the_same(midnight: datetime, seconds: int) -> None:
    local = midnight + timedelta(seconds=seconds)
    expected = local.replace(tzinfo=TOKYO).astimezone(UTC)
    half = "午前" if local.hour < 12 else "午後"
    forms = [
        local.isoformat(),
        local.isoformat(" "),
        expected.isoformat(),
        f"{local:%Y%m%d%H%M%S}",
        f"{local:%Y/%m/%d %H:%M:%S}",
        f"{eras.wareki(local.date())}{local.hour}時{local.minute}分{local.second}秒",
        f"{local.year}年{local.month}月{local.day}日（{'月火水木金土日'[local.weekday()]}）"
        f"{half}{local.hour % 12}時{local.minute:02}分{local.second:02}秒",
    ]
    assert [dates.timestamp(one, zone=TOKYO) for one in forms] == [expected] * len(forms)


@given(st.integers(61, 80_000), st.integers(0, 1439))
def test_serials_count_from_1899(serial: int, minutes: int) -> None:
    day = date(1899, 12, 30) + timedelta(days=serial)
    assert dates.from_serial(serial) == day
    if serial >= 10_000:
        read = dates.timestamp(f"{serial + minutes / 1440!r}", zone=UTC)
        assert read == datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)


@given(st.text(max_size=20))
@settings(max_examples=200)
def test_any_text_is_a_moment_or_says_why(text: str) -> None:
    for read in (dates.timestamp, dates.day):
        try:
            assert read(text, zone=TOKYO) is None or True
        except Unreadable as error:
            assert error.rule.startswith(("date_", "time_"))


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("9:00", time(9)),
        ("０９：３０", time(9, 30)),
        ("23:59", time(23, 59)),
        ("24:00", time(0)),
        ("17時", time(17)),
        ("午前8時30分", time(8, 30)),
        ("午後5時", time(17)),
        ("正午", time(12)),
        ("6:30 PM", time(18, 30)),
        ("12 am", time(0)),
        ("18:00:30.5", time(18, 0, 30, 500_000)),
        ("1830", time(18, 30)),
        ("9", time(9)),
        ("-", None),
        ("ー", None),
        ("非公開", None),
        ("", None),
    ],
)
def test_times_of_day_as_published(published: str, expected: time | None) -> None:
    assert time_of_day(published) == expected


@pytest.mark.parametrize("published", ["25:00", "9:75", "午後13時", "13 PM", "9:00～17:00", "朝"])
def test_what_no_time_is_says_so(published: str) -> None:
    with pytest.raises(Unreadable, match="time_"):
        time_of_day(published)
