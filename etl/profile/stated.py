"""The moment a file says it is of: in its name, or in its metadata lines."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping

from etl.contract import Decision

#: First year of each era, less one.
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2024-01-11-1800, 20240111_1800, 2024年1月11日, 2024.1.11
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.年/](?P<month>\d{1,2})[-_.月/](?P<day>\d{1,2})日?"
        r"(?:[-_ T]?(?P<hour>\d{2})[:_時-]?(?P<minute>\d{2})分?(?!\d))?",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
        r"(?:[-_T]?(?P<hour>\d{2})(?P<minute>\d{2})(?:\d{2})?)?(?!\d)",
        # R5.4.1, 令和6年1月11日, 令和元年5月1日, H30.4.1
        r"(?<![a-z])(?P<era>令和|平成|[rh])(?P<year>\d{1,2}|元)[-_.年](?P<month>\d{1,2})[-_.月](?P<day>\d{1,2})日?",
        # R050401 (as offices name their files)
        r"(?<![a-z])(?P<era>[rh])(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        # 201811: the month alone, taken at its first day
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.年](?P<month>\d{1,2})月?(?!\d)",
        r"(?<![a-z])(?P<era>令和|平成|[rh])(?P<year>\d{1,2}|元)[-_.年](?P<month>\d{1,2})月?(?!\d)",
    )
)
_METADATA = (
    "date",
    "issued",
    "modified",
    "updated",
    "更新日",
    "作成日",
    "データ時点",
    "時点",
    "file_name",
)


def stated_at(file: str, metadata: Mapping[str, str]) -> tuple[str, tuple[Decision, ...]]:
    """Moment of a file as naive text, ``2024-01-11 18:00`` or ``2024-01-11``; "" if unsaid.

    >>> stated_at("open_shelter_2024-01-11-1800.csv", {})[0]
    '2024-01-11 18:00'
    >>> stated_at("避難所一覧_R5.4.1.csv", {})[0]
    '2023-04-01'
    """
    name = file.rsplit("/", 1)[-1]
    moment = _moment(name.rsplit(".", 1)[0] if "." in name[-6:] else name)
    if moment:
        return moment, (Decision("データの時点", moment, "ファイルの名前に書かれています"),)
    for wanted in _METADATA:
        for key, value in metadata.items():
            if wanted == key.casefold() and (moment := _moment(value)):
                return moment, (
                    Decision("データの時点", moment, f"ファイルの #{key} に書かれています"),
                )
    return "", ()


def _moment(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    for pattern in _PATTERNS:
        for found in pattern.finditer(folded):
            if moment := _valid(found.groupdict()):
                return moment
    return ""


def _valid(parts: dict[str, str | None]) -> str:
    written = parts["year"] or ""
    year = 1 if written == "元" else int(written)
    if era := parts.get("era"):
        year += _ERAS[era.casefold()]
    try:
        day = dt.date(year, int(parts["month"] or 0), int(parts.get("day") or 1))
        if parts.get("hour"):
            time = dt.time(int(parts["hour"] or 0), int(parts["minute"] or 0))
            return f"{day.isoformat()} {time.strftime('%H:%M')}"
    except ValueError:
        return ""
    return day.isoformat()
