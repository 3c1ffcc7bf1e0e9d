"""Days of the week on which something is open, as Japanese offices write them.

``月～金（祝日を除く）`` is ``mon,tue,wed,thu,fri``. What isn't every week (第2土曜, 偶数月)
can't be said in such a list and is given back as text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
_KANJI = dict(zip("月火水木金土日祝", DAYS, strict=True))
_EVERY = re.compile(r"毎日|年中無休|無休|全日|常時|daily|every ?day|24時間")
_WEEKDAYS = re.compile(r"平日|weekdays?")
_WEEKEND = re.compile(r"土日祝日?|週末|weekends?")
_NOT_WEEKLY = re.compile(
    r"(?:毎月)?第[0-9一二三四五最終・、,第と及び]+[月火水木金土日](?:曜日?)?|[奇偶]数[月週日][^、,。]*|隔週[^、,。]*"
    r"|最終[月火水木金土日](?:曜日?)?|不定(?:期|休)|要(?:予約|相談|連絡)|[0-9]{1,2}月[^、,。曜]*"
)
_YEAR_END = re.compile(r"12月[0-9]{2}日?(?:から|[~-])(?:翌年)?1月[0-9]日?(?:まで)?")
_HOLIDAYS = "祝日?|休日|祝祭日|年末年始"
_NAMES = rf"(?:[月火水木金土日](?:曜日?)?|{_HOLIDAYS})"
#: 月曜を除く, 月・火曜定休, 定休日:月曜, 休館日は月曜
_EXCEPT = re.compile(
    rf"((?:{_NAMES}[・、,及びと]*)+)(?:は|を)?(?:除く|のぞく|休館日?|休み|定休日?|休業|お休み|閉館)"
    rf"|(?:定休日|休館日|休業日)[:は]?((?:{_NAMES}[・、,及びと]*)+)"
)
_RANGE = re.compile(
    r"([月火水木金土日])(?:曜日?)?(?:から|[~～〜\-‐－ー―–至])([月火水木金土日])(?:曜日?)?(?:まで)?"
)
_FILLER = re.compile(
    r"のみ|曜日?|[・、,，/／\s()（）「」&と及びの。;:※]|受付|開館|営業|開庁日?|含む|も可|日中|祝祭?"
)
_ENGLISH = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_ENGLISH_RANGE = re.compile(
    r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s*(?:-|to|through)\s*(mon|tue|wed|thu|fri|sat|sun)[a-z]*"
)
_ENGLISH_DAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|day|sday|nesday|rsday|urday)?s?\b")


class OpenDays(NamedTuple):
    """``days`` as in the tables, None where none is weekly; ``rest`` is what else was said."""

    days: str | None
    rest: str | None


def open_days(published: str) -> OpenDays:
    """Read the days of one cell.

    >>> open_days("月～金、第2土曜")
    OpenDays(days='mon,tue,wed,thu,fri', rest='第2土曜')
    """
    text = unicodedata.normalize("NFKC", published).strip().lower()
    if set(text.split(",")) <= set(DAYS):
        return OpenDays(",".join(day for day in DAYS if day in text.split(",")), None)
    text = _YEAR_END.sub("年末年始", text)
    rest = _NOT_WEEKLY.findall(text)
    text = _NOT_WEEKLY.sub("、", text)
    exceptions = [found[1] or found[2] for found in _EXCEPT.finditer(text)]
    closed = {day for exception in exceptions for day in _named(exception)}
    rest += ["年末年始を除く" for exception in exceptions if "年末年始" in exception][:1]
    text = _EXCEPT.sub("、", text)
    named = _weekly(text)
    left = _FILLER.sub("", _strip_known(text))
    if left:
        rest.append(left)
    if not named and closed - {"holiday"}:
        named = set(DAYS[:7])
    days = ",".join(day for day in DAYS if day in named - closed)
    return OpenDays(days or None, "、".join(rest) or None)


def _weekly(text: str) -> set[str]:
    named: set[str] = set()
    if _EVERY.search(text):
        named.update(DAYS)
    if _WEEKDAYS.search(text):
        named.update(DAYS[:5])
    if _WEEKEND.search(text):
        named.update(("sat", "sun"))
    for pattern, place in (
        (_RANGE, "月火水木金土日".index),
        (_ENGLISH_RANGE, _ENGLISH.__getitem__),
    ):
        for found in pattern.finditer(text):
            first, last = place(found[1]), place(found[2])
            named.update(DAYS[(first + step) % 7] for step in range((last - first) % 7 + 1))
    plain = _strip_ranges(text)
    named.update(_named(plain))
    named.update(DAYS[_ENGLISH[found[1]]] for found in _ENGLISH_DAY.finditer(plain))
    return named


def _named(text: str) -> set[str]:
    """Days named one by one. 日 in 曜日, 祝日 or 毎日 is no Sunday."""
    bare = re.sub(
        r"祝祭日|祝日|休日|年末年始|[曜毎平庁館業当翌期]日", lambda found: _marks(found[0]), text
    )
    return {_KANJI[character] for character in bare if character in _KANJI}


def _marks(word: str) -> str:
    return "祝" if word in ("祝祭日", "祝日", "休日") else "、"


def _strip_ranges(text: str) -> str:
    return _ENGLISH_RANGE.sub(" ", _RANGE.sub("、", text))


def _strip_known(text: str) -> str:
    for pattern in (_EVERY, _WEEKDAYS, _WEEKEND):
        text = pattern.sub("", text)
    text = _ENGLISH_DAY.sub(" ", _strip_ranges(text))
    text = re.sub(rf"{_HOLIDAYS}|曜日|[月火水木金土日]曜?", "", text)
    return text.strip()
