"""Due dates and lengths of periods."""

from __future__ import annotations

from datetime import date

import pytest

from machimori.domain.indicator_dates import due_date, is_month, months


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FY2025", date(2026, 3, 31)),
        ("2030年度", date(2031, 3, 31)),
        ("2027", date(2027, 12, 31)),
        ("2027年", date(2027, 12, 31)),
        ("2027-06-30", date(2027, 6, 30)),
        ("なるべく早く", None),
        ("", None),
        (None, None),
    ],
)
def test_a_target_falls_due_on_the_last_day(text: str | None, expected: date | None) -> None:
    assert due_date(text) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2023, 9, 30), date(2023, 9, 30), 0),
        (date(2023, 8, 1), date(2023, 8, 31), 0),
        (None, date(2023, 8, 31), 0),
        (date(2023, 4, 1), date(2023, 9, 30), 6),
        (date(2023, 4, 1), date(2024, 3, 31), 12),
        (date(2023, 1, 1), date(2023, 12, 31), 12),
        (date(2020, 4, 1), date(2024, 3, 31), 48),
    ],
)
def test_the_length_of_a_period(start: date | None, end: date, expected: int) -> None:
    assert months(start, end) == expected


def test_a_month_ends_on_its_last_day() -> None:
    assert is_month(date(2024, 2, 1), date(2024, 2, 29))
    assert is_month(date(2023, 12, 1), date(2023, 12, 31))
    assert not is_month(date(2024, 2, 1), date(2024, 2, 28))
