"""Residents and stranded people are never mixed, and each place that is left out says why."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from machimori.domain.eligibility import Group, Reason, Supply, Wanted, reasons, suitability
from machimori.domain.vocabulary import Accessibility, Hazard


def places(*rows: dict[str, Any]) -> pd.DataFrame:
    """Places that are open shelters for residents with 100 seats, but for what a row says."""
    blank: dict[str, Any] = {f"hazard_{one}": None for one in Hazard}
    blank |= {f"a11y_{one}": None for one in Accessibility}
    blank |= {"role": "shelter", "accepts": "residents", "opening_shown": "開設", "seats_low": 100}
    frame = pd.DataFrame(
        [
            blank | {"facility_id": f"f{number}", "place_id": f"p{number}"} | row
            for number, row in enumerate(rows)
        ]
    )
    return frame.astype({"seats_low": "Int64"})


RESIDENTS = Wanted(Group.RESIDENTS)


@pytest.mark.parametrize(
    ("row", "residents", "commuters"),
    [
        ({}, "eligible", "wrong_group"),
        ({"role": "welfare_shelter"}, "eligible", "wrong_group"),
        ({"role": "temporary_stay", "accepts": "commuters"}, "wrong_group", "eligible"),
        ({"role": "temporary_stay"}, "wrong_group", "wrong_group"),
        ({"role": "shelter", "accepts": "commuters"}, "wrong_group", "wrong_group"),
        ({"role": "support_station", "accepts": "commuters"}, "wrong_group", "wrong_group"),
        ({"role": "evacuation_site"}, "wrong_group", "wrong_group"),
        ({"role": "wide_area_site"}, "wrong_group", "wrong_group"),
    ],
)
def test_each_role_takes_its_own_group(row: dict[str, Any], residents: str, commuters: str) -> None:
    frame = places(row)
    assert reasons(frame, RESIDENTS).tolist() == [residents]
    assert reasons(frame, Wanted(Group.COMMUTERS)).tolist() == [commuters]


@pytest.mark.parametrize(
    ("opening", "reason"),
    [
        ("開設", "eligible"),
        ("常設", "eligible"),
        ("開設準備中", "closed"),
        ("未開設", "closed"),
        ("閉鎖", "closed"),
        ("不明", "opening_unknown"),
    ],
)
def test_only_what_is_open_counts_unless_it_is_a_plan(opening: str, reason: str) -> None:
    frame = places({"opening_shown": opening})
    assert reasons(frame, RESIDENTS).tolist() == [reason]
    assert reasons(frame, Wanted(Group.RESIDENTS, Supply.ALL)).tolist() == ["eligible"]


def test_suitability_is_of_the_place_whichever_of_its_roles_says_it() -> None:
    frame = places(
        {"place_id": "school"},
        {"place_id": "school", "role": "evacuation_site", "hazard_flood": False},
        {"place_id": "hall"},
        {"place_id": "hall", "role": "evacuation_site", "hazard_flood": True},
        {"place_id": "gym"},
    )
    said = suitability(frame, "flood").astype(object)
    assert said.where(said.notna(), None).tolist() == [False, False, True, True, None]
    wanted = Wanted(Group.RESIDENTS, hazard="flood")
    assert reasons(frame, wanted).tolist()[::2] == ["unsuitable", "eligible", "eligible"]
    strict = Wanted(Group.RESIDENTS, hazard="flood", is_stated_only=True)
    assert reasons(frame, strict).tolist()[::2] == ["unsuitable", "eligible", "suitability_unknown"]


def test_what_must_be_offered_must_be_stated() -> None:
    frame = places({"a11y_step_free": True}, {"a11y_step_free": False}, {})
    wanted = Wanted(Group.RESIDENTS, accessibilities=("step_free",))
    assert reasons(frame, wanted).tolist() == ["eligible", "not_accessible", "not_accessible"]


def test_an_unknown_capacity_is_not_none() -> None:
    frame = places({"seats_low": None}, {"seats_low": 0})
    assert reasons(frame, RESIDENTS).tolist() == ["capacity_unknown", "eligible"]


def test_a_place_of_two_roles_counts_once() -> None:
    frame = places(
        {"place_id": "hall", "role": "welfare_shelter"},
        {"place_id": "hall"},
        {"place_id": "home", "role": "welfare_shelter"},
        {"place_id": "home", "opening_shown": "閉鎖"},
        {"place_id": None, "role": "welfare_shelter"},
        {"place_id": None},
    )
    assert reasons(frame, RESIDENTS).tolist() == [
        Reason.OTHER_ROLE,
        Reason.ELIGIBLE,
        Reason.ELIGIBLE,
        Reason.CLOSED,
        Reason.ELIGIBLE,
        Reason.ELIGIBLE,
    ]
