"""What people type into a form, read as they meant it; what can't be read is refused in words."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from machimori.domain.statement_rules import Refused
from machimori.ui.page import Page
from machimori.wording import numbers

_AFTER_NUMBER = re.compile(r"(人|名|世帯|persons?|people|households?)$")
_MOMENT = re.compile(
    r"(?:(?:(?P<year>\d{4})[-/])?(?P<month>\d{1,2})[-/](?P<day>\d{1,2})[ T]*)?"
    r"(?P<hour>\d{1,2})[:：]?(?P<minute>\d{2})"
)


def whole(field: str, typed: str) -> int | None:
    """A whole number, in any width, with or without separators and unit; None where empty.

    Raises:
        Refused: it is no number. Whether it can be is for the rules to say.
    """
    plain = unicodedata.normalize("NFKC", typed).strip().lower()
    if not plain:
        return None
    digits = _AFTER_NUMBER.sub("", plain).replace(",", "").strip().replace("−", "-")
    if not re.fullmatch(r"[-+]?[0-9]{1,15}", digits):
        raise Refused("not_a_number", field, value=typed.strip()[:40])
    return int(digits)


def moment(page: Page, field: str, typed: str) -> datetime | None:
    """``14:05``, ``1405``, ``11/20 23:50`` or ``2026-11-20 23:50``; today where no day is given.

    Raises:
        Refused: it is no time.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    if not plain:
        return None
    read = _MOMENT.fullmatch(plain)
    now = numbers.local(page.now, page.zone)
    try:
        if read is None:
            raise ValueError(plain)
        parts = {name: int(value) for name, value in read.groupdict().items() if value}
        there = now.replace(
            year=parts.get("year", now.year),
            month=parts.get("month", now.month),
            day=parts.get("day", now.day),
            hour=parts["hour"],
            minute=parts["minute"],
            second=0,
            microsecond=0,
        )
    except ValueError as error:
        raise Refused("no_time", field, value=typed.strip()[:40]) from error
    return there.astimezone(UTC)


def degrees(field: str, typed: str) -> float | None:
    """A coordinate in decimal degrees; None where empty.

    Raises:
        Refused: it is none.
    """
    plain = unicodedata.normalize("NFKC", typed).strip().rstrip("°")
    if not plain:
        return None
    try:
        return float(plain)
    except ValueError as error:
        raise Refused("no_degrees", field, value=typed.strip()[:40]) from error
