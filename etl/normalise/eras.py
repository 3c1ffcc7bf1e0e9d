"""Japanese eras: first day, year one, and the spellings seen in published files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from etl.normalise.verdict import Unreadable


@dataclass(frozen=True)
class Era:
    """One era. It begins on ``first``; its year 1 is the calendar year of that day."""

    name: str
    letter: str
    first: date

    def year(self, number: int) -> int:
        """Calendar year of a year of the era."""
        return self.first.year + number - 1


#: Newest first. Dates before Meiji 6 followed another calendar and are not read as wareki.
ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1868, 1, 25)),
)
_GREGORIAN_SINCE = date(1873, 1, 1)
#: ㍻ and its sisters become two kanji under NFKC, so they need no entry here.
_SPELLINGS = {spelling: era for era in ERAS for spelling in (era.name, era.letter, era.name[0])}
#: Alternatives for a regular expression, longest first.
PATTERN = "|".join(sorted(_SPELLINGS, key=len, reverse=True))


def to_date(spelling: str, year: int, month: int, day: int, published: str) -> date:
    """Date of an era's year, month and day.

    Raises:
        Unreadable: ``date_impossible``, or ``date_outside_era`` with the same day in the era it
            lies in (令和1年4月1日 is 平成31年4月1日).
    """
    era = _SPELLINGS[spelling.upper()]
    if year < 1:
        raise Unreadable("date_impossible", published)
    try:
        day_of = date(era.year(year), month, day)
    except ValueError:
        raise Unreadable("date_impossible", published) from None
    newer = ERAS[ERAS.index(era) - 1] if era is not ERAS[0] else None
    if day_of < max(era.first, _GREGORIAN_SINCE) or (newer and day_of >= newer.first):
        raise Unreadable("date_outside_era", published, wareki(day_of))
    return day_of


def wareki(day: date) -> str:
    """The date as an office writes it, 令和6年6月12日; "" before 1873.

    >>> wareki(date(2019, 4, 30)), wareki(date(2019, 5, 1))
    ('平成31年4月30日', '令和元年5月1日')
    """
    if day < _GREGORIAN_SINCE:
        return ""
    era = next(one for one in ERAS if day >= one.first)
    number = day.year - era.first.year + 1
    return f"{era.name}{'元' if number == 1 else number}年{day.month}月{day.day}日"
