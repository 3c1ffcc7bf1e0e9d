"""Dates as Japanese offices write them: wareki, 正午, two-digit years, full width, serials."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9))
#: "Now" of the sample: the last statement of the drill has just come in.
BASE = datetime(2026, 11, 21, 14, 5, tzinfo=JST)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_REIWA = 2018


def full_width(text: str | int) -> str:
    """Digits in full width."""
    return str(text).translate(_FULL_WIDTH)


def wareki_year(year: int) -> str:
    """令和元年, 令和8年."""
    number = year - _REIWA
    return f"令和{'元' if number == 1 else number}年"


def wareki_date(moment: datetime) -> str:
    """令和8年11月21日."""
    return f"{wareki_year(moment.year)}{moment.month}月{moment.day}日"


def wareki_moment(moment: datetime) -> str:
    """令和8年11月21日 午後2時05分; noon is 正午."""
    if (moment.hour, moment.minute) == (12, 0):
        return f"{wareki_date(moment)}正午"
    half = "午前" if moment.hour < 12 else "午後"
    minute = f"{moment.minute:02d}分" if moment.minute else ""
    return f"{wareki_date(moment)} {half}{moment.hour % 12}時{minute}"


def short_wareki(moment: datetime) -> str:
    """R8.11.21."""
    return f"R{moment.year - _REIWA}.{moment.month}.{moment.day}"


def iso(moment: datetime) -> str:
    """2026-11-21T14:05:00+09:00."""
    return moment.isoformat(timespec="seconds")


def utc(moment: datetime) -> str:
    """2026-11-21T05:05:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def slashed(moment: datetime) -> str:
    """2026/11/21 14:05."""
    return f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment.minute:02d}"


def drawn(seed: int, topic: str, ward: int = 0) -> int:
    """A seed of its own for each topic and ward, so that one file's size moves no other."""
    spelled = sum(ord(letter) * 31**place for place, letter in enumerate(topic))
    mixed: int = (seed * 1_000_003 + ward * 7_919 + spelled) % 2**63
    return mixed
