"""A crew's round of a day: the places of the queue, the roads between them, the order found.

The same question gives the same round all day. What was asked last is kept, for the page, its sheet
and its files ask the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from machimori.city import City
from machimori.city_crews import Crew
from machimori.domain.crew_round import Bound, Dropped, Problem, Round, Span, Stop
from machimori.domain.driving_network import Drives, drives, line
from machimori.domain.road_lines import Floats
from machimori.domain.walking_network import Points, Way
from machimori.domain.working_time import OfficeHours
from machimori.store.journal import EventLog
from machimori.store.kept import Kept
from machimori.store.queries import board, closures, crew_posts, crew_roads, walking
from machimori.store.queries.crew_posts import OWN, Wanted
from machimori.store.round_search import searcher
from machimori.store.warehouse import Warehouse

#: Places a round is chosen from: more is no day's work of one crew.
MOST_PLACES = 80
_plans: Kept[Plan] = Kept(8)


class NoCrew(ValueError):
    """No crew of that name is configured."""


@dataclass(frozen=True)
class Asked:
    """What a round is asked for.

    Attributes:
        crew_id: of ``[[road_crews.crews]]``; empty for the one that stands in where none is.
        day: the day it drives.
        begins, ends: its hours.
        most: places of the queue it is chosen from.
        by: their order and weight: "priority" or "due".
        districts: only these; all where empty.
        pinned: posts whose places come before all others.
        removed: posts whose places were taken out by hand.
    """

    crew_id: str
    day: date
    begins: time
    ends: time
    most: int = 30
    by: str = "priority"
    districts: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A round and everything a page or a sheet says of it.

    Attributes:
        asked, crew, now: the question, and when it was asked.
        stops: columns of ``crew_posts.COLUMNS``, ``service_s`` and ``kinds``, as Problem.stops.
        outside: report_id, reason and the same columns of what never was a stop.
        problem, round, bound: of the domain.
        legs: a line per leg as (latitude, longitude), the base's ways included where it has one.
        straight: how many places the network does not reach.
        has_roads: whether there is a network at all.
        closed_roads: segments closed now.
        seconds: what finding it took.
    """

    asked: Asked
    crew: Crew
    now: datetime
    stops: pd.DataFrame
    outside: pd.DataFrame
    problem: Problem
    round: Round
    bound: Bound
    legs: tuple[tuple[tuple[float, float], ...], ...]
    straight: int
    has_roads: bool
    closed_roads: int

    @property
    def has_base(self) -> bool:
        """Whether the drives from and to the crew's base are in it."""
        return self.crew.base_latitude is not None

    def at(self, seconds: int) -> datetime:
        """A moment of the day, naive, in the municipality's own time."""
        return datetime.combine(self.asked.day, self.asked.begins) + timedelta(seconds=seconds)

    def visited(self) -> pd.DataFrame:
        """The stops in the order of the round, with number, arrives_at, begins_at, leaves_at."""
        rows = self.stops.iloc[[visit.place for visit in self.round.visits]].copy()
        rows["number"] = np.arange(1, len(rows) + 1)
        for name in ("arrives", "begins", "leaves"):
            moments = [self.at(getattr(visit, f"{name}_s")) for visit in self.round.visits]
            rows[f"{name}_at"] = pd.Series(moments, index=rows.index, dtype="datetime64[ns]")
        rows["drive_s"] = [visit.drive_s for visit in self.round.visits]
        return rows.reset_index(drop=True)

    def dropped(self) -> pd.DataFrame:
        """What is not in it, with reason: what weighs most first, others' roads last."""
        places = [place for place, _ in self.round.dropped]
        rows = self.stops.iloc[places].copy()
        rows["reason"] = [str(reason) for _, reason in self.round.dropped]
        parts = [part for part in (rows, self.outside) if len(part)]
        if not parts:
            return rows
        whole = pd.concat(parts, ignore_index=True)
        whole["is_others"] = whole["reason"] == Dropped.OTHER_OWNER
        order = ["is_others", "weight", "report_id"]
        ordered = whole.sort_values(order, ascending=[True, False, True])
        return ordered.drop(columns="is_others").reset_index(drop=True)


def crews(city: City) -> tuple[Crew, ...]:
    """The municipality's crews; where none is configured one without a name and a base."""
    return city.road_crews.crews or (Crew(id="", name=""),)


def crew(city: City, crew_id: str) -> Crew:
    """One crew.

    Raises:
        NoCrew: there is none of that id.
    """
    for one in crews(city):
        if one.id == crew_id:
            return one
    raise NoCrew(crew_id)


def next_working_day(today: date, hours: OfficeHours) -> date:
    """The first day after today on which the office works."""
    day = today + timedelta(days=1)
    while not hours.is_open_on(day):
        day += timedelta(days=1)
    return day


def plan(
    warehouse: Warehouse, journal: EventLog | None, city: City, asked: Asked, *, now: datetime
) -> Plan:
    """The round that was asked for.

    Raises:
        NoCrew: there is no such crew.
    """
    now = now.replace(second=0, microsecond=0)  # what is asked within a minute is one question
    who = crew(city, asked.crew_id)
    known = board.incidents(warehouse, journal)
    incident = next((one for one in known if one.is_running(now)), None)
    shut = closures.closed_now(warehouse, journal, incident, now)
    closed = frozenset(shut.loc[shut["is_known_road"].eq(True), "road_id"].astype(str))
    standing = crew_posts.standing(warehouse, (*asked.pinned, *asked.removed))
    pinned, removed = (
        tuple(dict.fromkeys(standing[one] for one in several if one in standing))
        for several in (asked.pinned, asked.removed)
    )
    asked = replace(asked, pinned=pinned, removed=removed)
    named = tuple(dict.fromkeys((*pinned, *removed)))
    wanted = Wanted(min(asked.most, MOST_PLACES), asked.by, asked.districts, named)
    # Weighed as on the morning of that day: the screen of now and its sheet of later are one round.
    morning = datetime.combine(asked.day, time.min, city.zone)
    places = crew_posts.places(warehouse, journal, city, wanted, now=now, weighed_at=morning)
    seen = (tuple(places["report_id"]), tuple(places["weight"]), tuple(places["owner"].astype(str)))
    key = (warehouse.signature, city.road_crews.model_dump_json(), asked, closed, seen)
    return _plans.get(key, lambda: _made(warehouse, city, asked, who, places, closed, now))


def _made(
    warehouse: Warehouse,
    city: City,
    asked: Asked,
    who: Crew,
    places: pd.DataFrame,
    closed: frozenset[str],
    now: datetime,
) -> Plan:
    places = places.copy()
    places["service_s"] = [city.road_crews.service_s(_text(one)) for one in places["category"]]
    reason = _outside(places, asked)
    stops = places[reason.isna()].reset_index(drop=True)
    outside = places[reason.notna()].assign(reason=reason[reason.notna()]).reset_index(drop=True)
    roads = crew_roads.network(warehouse, city)
    points = _points(city, who, stops)
    has_base = who.base_latitude is not None
    found = drives(
        None if roads is None else roads.roads,
        points,
        closed=closed,
        slow_m_s=city.road_crews.speed(None),
        detour=city.road_crews.detour_factor,
    )
    own = found.segment[1:] if has_base else found.segment
    kinds = [roads.kinds_at(int(one)) if roads else frozenset[str]() for one in own]
    stops["kinds"] = pd.Series(kinds, index=stops.index, dtype=object)
    problem = _problem(city, asked, who, stops, found, has_base=has_base)
    answer, limit = searcher.found(problem)
    way = [visit.place + int(has_base) for visit in answer.visits]
    if has_base and way:
        way = [0, *way, 0]
    lines = line(None if roads is None else roads.roads, points, way, closed)
    straight = (found.way == Way.STRAIGHT) & ~np.eye(len(points), dtype=np.bool_)
    return Plan(
        asked=asked,
        crew=who,
        now=now,
        stops=stops,
        outside=outside,
        problem=problem,
        round=answer,
        bound=limit,
        legs=tuple(_degrees(city, one) for one in lines),
        straight=int((found.segment < 0).sum()) if straight.any() else 0,
        has_roads=roads is not None,
        closed_roads=len(closed),
    )


def _outside(places: pd.DataFrame, asked: Asked) -> pd.Series:
    """Why a place never becomes a stop; NULL where it does."""
    reason = pd.Series([None] * len(places), index=places.index, dtype=object)
    others = places["owner"].notna() & ~places["owner"].isin(OWN)
    reason[others] = str(Dropped.OTHER_OWNER)
    reason[places["latitude"].isna() | places["longitude"].isna()] = str(Dropped.NO_POSITION)
    reason[places["report_id"].isin(asked.removed)] = str(Dropped.REMOVED)
    return reason


def _points(city: City, who: Crew, stops: pd.DataFrame) -> Points:
    """The base, where there is one, and the stops."""
    where = stops[["latitude", "longitude"]]
    if who.base_latitude is not None:
        base = pd.DataFrame([[who.base_latitude, who.base_longitude]], columns=where.columns)
        where = pd.concat([base, where], ignore_index=True) if len(where) else base
    return walking.points(city, where)


def _problem(
    city: City, asked: Asked, who: Crew, stops: pd.DataFrame, found: Drives, *, has_base: bool
) -> Problem:
    count = len(stops)
    seconds = found.seconds
    if not has_base:
        seconds = np.zeros((count + 1, count + 1), dtype=np.int64)
        seconds[1:, 1:] = found.seconds
    is_working_day = city.road_sla.office_hours().is_open_on(asked.day)
    listed = tuple(
        Stop(
            key=str(row["report_id"]),
            service_s=int(row["service_s"]),
            weight=max(1, int(row["weight"])),
            closed=tuple(
                _span(asked, rule.begins, rule.ends)
                for rule in city.road_crews.no_work
                if is_working_day and rule.where in row["kinds"]
            ),
            is_pinned=row["report_id"] in asked.pinned,
        )
        for row in stops.to_dict("records")
    )
    hours_s = _span(asked, asked.begins, asked.ends)[1]
    begins, ends = _span(asked, who.break_begins, who.break_ends)
    pause = (max(begins, 0), min(ends, hours_s))
    return Problem(listed, seconds, hours_s, (pause,) if pause[0] < pause[1] else ())


def _span(asked: Asked, begins: time, ends: time) -> Span:
    """Seconds from the beginning of the crew's day."""
    first = _of_day(asked.begins)
    return _of_day(begins) - first, _of_day(ends) - first


def _of_day(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _degrees(city: City, metric: Floats) -> tuple[tuple[float, float], ...]:
    """A line of the plane as (latitude, longitude)."""
    x, y = walking.to_metres(city.metric_crs).transform(
        metric[:, 0], metric[:, 1], direction="INVERSE"
    )
    return tuple(
        (round(float(lat), 6), round(float(lon), 6)) for lon, lat in zip(x, y, strict=True)
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
