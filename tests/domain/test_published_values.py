"""Verdict, pace, conflict and line of an indicator, and the record every file is written from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from machimori.domain.indicator_record import COLUMNS, record
from machimori.domain.judgement import Reason, State
from machimori.domain.published_values import Indicator, Published, indicator

DONE = Published(
    row=0,
    name="移した業務",
    name_en="Tasks moved",
    kind="実績",
    precision="none",
    date_basis="明記",
    value=5.0,
    unit="業務",
    target_value=18.0,
    target_due="FY2027",
    period_start=date(2024, 4, 1),
    period_end=date(2025, 3, 31),
    value_original="5業務",
    as_of_original="令和6年度",
    qualifier=None,
    note=None,
    document_id="plan",
    document_title="見本区計画",
    issuer="見本区",
    document_date=None,
    section="1章",
    licence="CC BY 4.0",
    licence_url=None,
    is_sample=False,
)
EARLIER = replace(
    DONE,
    value=2.0,
    value_original="2業務",
    target_value=None,
    period_start=date(2022, 4, 1),
    period_end=date(2023, 3, 31),
)


def judged(*values: Published, direction: str = "higher_is_better") -> Indicator:
    rows = [replace(one, row=row) for row, one in enumerate(values)]
    return indicator("moved", "見本区", "131016", "DX", direction, rows)


def test_pace_is_told_where_a_due_date_exists() -> None:
    found = judged(EARLIER, DONE)
    assert (found.state, found.verdict.gap) == (State.NOT_MET, 13.0)
    pace = found.pace
    assert pace is not None and pace.actual_per_year is not None
    assert round(pace.needed_per_year, 2) == 4.33
    assert round(pace.actual_per_year, 2) == 1.5
    assert pace.is_enough is False
    assert judged(replace(DONE, target_due=None)).pace is None
    assert judged(DONE).pace is not None and judged(DONE).pace.is_enough is None  # type: ignore[union-attr]
    late = replace(DONE, target_due="FY2023")
    assert judged(late).pace is None


def test_two_values_for_one_date_are_a_conflict_and_no_point_of_a_line() -> None:
    other = replace(DONE, value=6.0, value_original="6業務", target_value=None)
    found = judged(EARLIER, DONE, other)
    assert (found.state, found.verdict.reason) == (State.NOT_COMPARABLE, Reason.CONFLICT)
    assert [one.value for one in (found.shown, *found.conflicts)] == [6.0, 5.0]
    assert [one.value for one in found.line] == [2.0]
    assert {found.role(one) for one in found.published} == {"shown", "conflict", "apart"}


def test_the_same_number_twice_is_no_conflict() -> None:
    assert judged(DONE, DONE).conflicts == ()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "移す業務（計画）"},
        {"unit": "件"},
        {"kind": "調査"},
        {"period_start": date(2022, 10, 1)},
        {"date_basis": "推定"},
        {"date_basis": "なし"},
    ],
)
def test_another_definition_or_an_unsure_date_is_not_joined(change: dict[str, object]) -> None:
    found = judged(replace(EARLIER, **change), DONE)  # type: ignore[arg-type]
    assert found.earlier is None
    assert len(found.line) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date_basis": "なし"}, Reason.UNDATED),
        ({"period_end": None}, Reason.UNDATED),
        ({"kind": "推計"}, Reason.ESTIMATED),
        ({"unit": None}, Reason.NO_UNIT),
    ],
)
def test_what_is_not_comparable_says_why(change: dict[str, object], reason: Reason) -> None:
    found = judged(replace(DONE, **change))  # type: ignore[arg-type]
    assert (found.state, found.verdict.reason) == (State.NOT_COMPARABLE, reason)


def test_a_target_of_another_name_unit_or_of_several_says_why() -> None:
    value = replace(DONE, target_value=None)
    target = replace(DONE, value=None, kind="目標")
    assert judged(value, replace(target, unit="件")).verdict.reason is Reason.OTHER_UNIT
    assert judged(value, replace(target, name="別")).verdict.reason is Reason.OTHER_DEFINITION
    assert judged(value, target, target).verdict.reason is Reason.SEVERAL_TARGETS
    assert judged(DONE, direction="none").verdict.reason is Reason.NO_DIRECTION
    about = replace(DONE, precision="以上", value=5.0)
    assert judged(about).verdict.reason is Reason.OPEN_BOUND


@pytest.mark.parametrize(
    "change", [{"kind": "うわさ"}, {"precision": "だいたい"}, {"date_basis": "?"}]
)
def test_an_unknown_word_is_an_error(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        judged(replace(DONE, **change))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="sideways"):
        judged(DONE, direction="sideways")


def test_the_record_of_a_value() -> None:
    found = judged(EARLIER, DONE)
    told = record(found, found.shown)
    assert tuple(told) == COLUMNS
    assert {name: value for name, value in told.items() if value is not None} == {
        "indicator_id": "moved",
        "municipality": "見本区",
        "municipality_code": "131016",
        "theme": "DX",
        "name": "移した業務",
        "name_en": "Tasks moved",
        "state": "not_met",
        "role": "shown",
        "kind": "実績",
        "precision": "none",
        "value": 5,
        "unit": "業務",
        "value_original": "5業務",
        "date_start": "2024-04-01",
        "date_end": "2025-03-31",
        "date_basis": "明記",
        "as_of_original": "令和6年度",
        "target_value": 18,
        "target_due": "FY2027",
        "target_due_date": "2028-03-31",
        "direction": "higher_is_better",
        "document_title": "見本区計画",
        "issuer": "見本区",
        "section": "1章",
        "licence": "CC BY 4.0",
        "is_sample": False,
    }
