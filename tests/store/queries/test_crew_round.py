"""The round of the small warehouse: one stop per place, pins by any of its posts, hours held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from machimori.city import City
from machimori.city_crews import Crew, NoWork, RoadCrews
from machimori.domain.crew_round import Dropped
from machimori.store.queries import crew_posts, crew_round
from machimori.store.queries.crew_round import Asked, NoCrew
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

DAY = Asked("c", date(2026, 11, 24), time(8, 30), time(16, 30), most=40)
CREW = Crew(id="c", name="第一班", base_latitude=35.686, base_longitude=139.7475)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[City, Warehouse]:
    folder: Path = tmp_path_factory.mktemp("round")
    city = small_city(folder)
    write_small_warehouse(city.warehouse_path)
    own = city.model_copy(update={"road_crews": RoadCrews(crews=(CREW,))})
    return own, open_warehouse(own)


def test_places_are_visited_once_and_the_rest_is_said(town: tuple[City, Warehouse]) -> None:
    city, warehouse = town
    plan = crew_round.plan(warehouse, None, city, DAY, now=NOW)
    visited, dropped = plan.visited(), plan.dropped()
    ids = [*visited["report_id"], *dropped["report_id"]]
    assert len(ids) == len(set(ids)) == len(plan.stops) + len(plan.outside)
    assert not {"r000", "r021"} & set(ids)  # r001 and r020 stand for their places
    assert set(dropped["reason"]) == {Dropped.OTHER_OWNER, Dropped.NO_POSITION}
    assert visited["begins_at"].is_monotonic_increasing
    assert plan.at(plan.round.back_s).time() <= DAY.ends
    assert plan.legs[0][0] == pytest.approx((35.686, 139.7475), abs=1e-5)
    later = NOW + timedelta(hours=2)  # the sheet of the afternoon is the screen of the morning
    assert crew_round.plan(warehouse, None, city, DAY, now=later) is plan


def test_any_post_of_a_place_pins_or_removes_it(town: tuple[City, Warehouse]) -> None:
    city, warehouse = town
    assert crew_posts.standing(warehouse, ["r021", "r003", "gone"]) == {"r021": "r020"}
    short = replace(DAY, ends=time(9, 0), pinned=("r021",), removed=("r036",))
    plan = crew_round.plan(warehouse, None, city, short, now=NOW)
    assert list(plan.visited()["report_id"]) == ["r020"]
    reasons = dict(zip(plan.dropped()["report_id"], plan.dropped()["reason"], strict=True))
    assert reasons["r036"] == Dropped.REMOVED
    assert Dropped.NO_TIME in reasons.values()


def test_hours_without_work_hold_on_working_days_alone(town: tuple[City, Warehouse]) -> None:
    city, warehouse = town
    shut = tuple(
        NoWork(where=where, begins=time(8, 0), ends=time(17, 0))
        for where in ("primary", "secondary", "street", "emergency_route", "school_route")
    )
    rules = RoadCrews(crews=(CREW,), no_work=shut)
    strict = city.model_copy(update={"road_crews": rules})
    working = crew_round.plan(warehouse, None, strict, DAY, now=NOW)
    kinds = {one for row in working.stops["kinds"] for one in row}
    sunday = replace(DAY, day=date(2026, 11, 22))
    free = crew_round.plan(warehouse, None, strict, sunday, now=NOW)
    assert all(not stop.closed for stop in free.problem.stops)
    bound = [stop for stop in working.problem.stops if stop.closed]
    assert bool(bound) == bool(kinds & {rule.where for rule in shut})


def test_no_such_crew(town: tuple[City, Warehouse]) -> None:
    city, warehouse = town
    with pytest.raises(NoCrew):
        crew_round.plan(warehouse, None, city, replace(DAY, crew_id="x"), now=NOW)


def test_the_next_working_day_passes_over_holidays_and_the_turn_of_the_year() -> None:
    hours = small_city(Path()).road_sla.office_hours()
    assert crew_round.next_working_day(date(2026, 11, 20), hours) == date(2026, 11, 24)
    assert crew_round.next_working_day(date(2026, 12, 28), hours) == date(2027, 1, 4)
