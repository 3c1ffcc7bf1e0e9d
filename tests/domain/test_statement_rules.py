"""What cannot be true is refused, by rule, field and value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from machimori.domain.statement_rules import Refused, Setting, check
from machimori.domain.vocabulary import Opening

NOW = datetime(2026, 11, 21, 5, 5, tzinfo=UTC)


def setting(**changed: Any) -> Setting:
    values: dict[str, Any] = {
        "now": NOW,
        "started_at": NOW - timedelta(hours=2),
        "ended_at": None,
        "is_known": True,
        "is_permanent": False,
        "opening": Opening.OPEN,
    }
    return Setting(**values | changed)


@pytest.mark.parametrize(
    ("fields", "minutes", "where", "rule", "field"),
    [
        ({"headcount": -1}, 0, {}, "below_zero", "headcount"),
        ({"headcount": 10**9}, 0, {}, "too_many", "headcount"),
        ({"headcount": "沢山"}, 0, {}, "not_a_number", "headcount"),
        ({"headcount": True}, 0, {}, "not_a_number", "headcount"),
        ({"headcount": 1.5}, 0, {}, "not_a_number", "headcount"),
        ({"households_delta": -(10**9)}, 0, {}, "below_zero", "households_delta"),
        ({"counters": {"elderly": -1}}, 0, {}, "below_zero", "elderly"),
        ({"counters": {"elderly": "x"}}, 0, {}, "not_a_number", "elderly"),
        ({"counters_delta": {"elderly": 10**6}}, 0, {}, "too_many", "elderly"),
        ({"counters": [1]}, 0, {}, "not_a_number", "counters"),
        ({"note": "あ" * 1001}, 0, {}, "too_long", "note"),
        ({"opening": "開"}, 0, {}, "unknown_word", "opening"),
        ({"crowding": "満"}, 0, {}, "unknown_word", "crowding"),
        ({"opening": "未開設"}, 0, {}, "illegal_transition", "opening"),
        ({}, 6, {}, "in_the_future", "observed_at"),
        ({}, -121, {}, "before_the_incident", "observed_at"),
        ({}, 0, {"ended_at": NOW - timedelta(minutes=1)}, "after_the_incident", "observed_at"),
        ({}, 0, {"started_at": None}, "no_incident", "incident_id"),
        ({}, 0, {"is_known": False}, "unknown_facility", "facility_id"),
    ],
)
def test_refused(
    fields: dict[str, Any], minutes: int, where: dict[str, Any], rule: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        check(fields, NOW + timedelta(minutes=minutes), setting(**where))
    assert (refused.value.rule, refused.value.field) == (rule, field)
    assert refused.value.key == f"refused.{rule}"
    assert field in str(refused.value)


@pytest.mark.parametrize(
    ("fields", "minutes", "where"),
    [
        ({"headcount": 0, "opening": "閉鎖"}, 0, {}),
        ({"headcount_delta": -3, "counters_delta": {"elderly": -1}}, 5, {}),
        ({"note": "😀 \u202eabc"}, -120, {}),
        ({"opening": "未開設", "event_type": "correction"}, 0, {}),
        ({}, -1, {"ended_at": NOW - timedelta(minutes=1)}),
    ],
)
def test_accepted(fields: dict[str, Any], minutes: int, where: dict[str, Any]) -> None:
    check(fields, NOW + timedelta(minutes=minutes), setting(**where))
