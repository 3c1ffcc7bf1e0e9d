"""柱 and 施策 are the document's headings, nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from machimori.domain.roadmap import aim, headings, periods


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (
            "02. 柱の計画 > 重点施策1 申請 > アウトカム及び評価指標",
            ("02. 柱の計画", "重点施策1 申請"),
        ),
        ("見本市 > 3. 取組 > (5) 目標", ("3. 取組", "(5) 目標")),
        ("11 事例", ("11 事例", "")),
        ("取組概要", ("", "")),
        (None, ("", "")),
    ],
)
def test_headings(section: str | None, expected: tuple[str, str]) -> None:
    assert headings(section, "見本市") == expected


def test_periods_are_in_order_and_no_due_date_comes_last() -> None:
    aims = [
        aim(row, "i", "見本市", document=None, section=None, target_due=due)
        for row, due in enumerate(["FY2027", None, "FY2025", "FY2027"])
    ]
    assert periods(aims) == [date(2026, 3, 31), date(2028, 3, 31), None]
    assert periods([]) == []
