"""Cells as published files hold them: moments in every form, words, and bits of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from hypothesis import strategies as st

from etl.normalise.eras import wareki

DAYS = st.dates(date(1900, 1, 1), date(2090, 1, 1))
CLOCKS = st.times()
FORMS: list[Callable[[datetime], str]] = [
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
    lambda day, time, form: form(datetime.combine(day, time)), DAYS, CLOCKS, st.sampled_from(FORMS)
)
_PIECES = st.text(
    st.sampled_from(
        "0123456789.,-/:()[]% 　\n\t\x00０１２．，－年月日時分人㎡円約△XT×○有無令和RN北縺ｱ゛（）"
    ),
    max_size=14,
)
_SINGLE = """
    null nan NaN - － ○ × △ 有 無 1 1.0 0 TRUE 13101 131016 92011 1,2 102-8688 (047)371-6100
    E1310100001201 E9139667771 35.689556 139.75 35°41'22.4" 3569413 34/059147 N35.5 東経139.5
    12.50 007 -5 1e3 1. .5 0x1F inf 9007199254740993 99999999999999999999 45302.75 Café
    https://a.example/ www.a.jp ９：００ 午後5時 24:00 ﾁﾖﾀﾞ ちよだ 髙﨑 縺ゅ＞縺\ufffd \ufeffid
"""
_SPACED = (
    "",
    " ",
    "50,700 ",
    "屋内480人／屋外3,350人(面積の1/2)",
    "https://a.example/ https://b.example/",
    "道路に穴が　あいて\n（大きい）",
    "  two  spaces ",
    "[object Object]",
)
_WORDS = st.sampled_from([*_SINGLE.split(), *_SPACED])
CELLS = st.none() | _WORDS | _PIECES | MOMENTS
