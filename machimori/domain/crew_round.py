"""A crew's day as a problem and its answer: stops, hours, what a round earns, what stays undone.

Everything is counted in whole seconds of *working time*: the clock from the start of the day with
the breaks taken out. Work is never broken off by a break; a drive may be. Pure, no solver here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from machimori.domain.road_lines import Ints

#: Stands in the table of drives where no way leads.
NO_WAY = -1
Span = tuple[int, int]


class Dropped(StrEnum):
    """Why a stop is not in the round."""

    NO_TIME = "no_time"  # the hours are full with what weighs more
    WINDOW = "window"  # there would be time, but not in the hours in which work is allowed there
    TOO_LONG = "too_long"  # does not fit into the hours even alone
    UNREACHABLE = "unreachable"  # no open road leads there
    OTHER_OWNER = "other_owner"  # another body's road
    NO_POSITION = "no_position"
    REMOVED = "removed"  # taken out by hand


@dataclass(frozen=True)
class Stop:
    """One place to work at.

    Attributes:
        key: what it is called by.
        service_s: seconds of work.
        weight: what going there is worth, above 0 (a priority of 0 counts as 1).
        closed: spans of the clock (seconds since the day's start) without work there.
        is_pinned: it comes before everything that is not pinned.
    """

    key: str
    service_s: int
    weight: int
    closed: tuple[Span, ...] = ()
    is_pinned: bool = False


@dataclass(frozen=True)
class Problem:
    """A day of one crew.

    Attributes:
        stops: in the order of ``drive_s``, which has the base as row and column 0.
        drive_s: ``(stops + 1, stops + 1)`` seconds; ``NO_WAY`` where there is none. A crew without
            a base has zeros in row and column 0.
        hours_s: length of the day by the clock.
        breaks: spans of the clock, in order and apart, in which nobody works or drives.
    """

    stops: tuple[Stop, ...]
    drive_s: Ints
    hours_s: int
    breaks: tuple[Span, ...] = ()

    # Orders are tried by the ten thousand, so what they are looked up in is made once.
    @cached_property
    def working_s(self) -> int:
        """Seconds of the day that are no break."""
        return self.worked(self.hours_s)

    @cached_property
    def legs(self) -> list[list[int]]:
        """``drive_s`` as plain numbers, which are read faster one by one."""
        found: list[list[int]] = self.drive_s.tolist()
        return found

    @cached_property
    def holes_of(self) -> list[list[Span]]:
        """``holes`` of every stop."""
        return [self.holes(stop) for stop in self.stops]

    def worked(self, clock_s: int) -> int:
        """Working time gone by at a moment of the clock."""
        return clock_s - sum(max(0, min(clock_s, end) - begin) for begin, end in self.breaks
                             if begin < clock_s)  # fmt: skip

    def clock(self, working_s: int, *, is_start: bool = False) -> int:
        """The clock at a working time; what starts when a break begins starts after it."""
        at = working_s
        for begin, end in self.breaks:
            if at > begin or (is_start and at == begin):
                at += end - begin
        return at

    def holes(self, stop: Stop) -> list[Span]:
        """Open spans of working time in which work at a stop can't be begun."""
        found = [
            (self.worked(begin) - stop.service_s, self.worked(begin)) for begin, _ in self.breaks
        ]
        for begin, end in stop.closed:
            low, high = self.worked(max(0, begin)), self.worked(min(end, self.hours_s))
            if low < high:
                found.append((low - stop.service_s, high))
        return sorted(span for span in found if span[1] > 0 and span[1] - span[0] > 1)

    def open_holes(self, place: int) -> list[Span]:
        """``holes`` of a stop without the hours that are closed to it."""
        stop = self.stops[place]
        return self.holes(Stop(stop.key, stop.service_s, stop.weight, (), stop.is_pinned))


@dataclass(frozen=True)
class Visit:
    """One stop of the round, by the clock: seconds since the day's start."""

    place: int  # index in Problem.stops
    arrives_s: int
    begins_s: int
    leaves_s: int
    drive_s: int  # to get there, without breaks


@dataclass(frozen=True)
class Bound:
    """What no round whatever can pass, and of what it is the bound.

    ``of`` is "weight" (nothing serves more) where stops stay undone, else "drive" (nothing drives
    less). ``best`` and ``limit`` are this round's value and the bound; both in the same unit.
    """

    of: str
    best: int
    limit: int

    @property
    def gap(self) -> float:
        """Share by which a better round could still be better; 0 is proven best."""
        if self.best == self.limit:
            return 0.0
        whole = self.limit if self.of == "weight" else self.best
        return abs(self.best - self.limit) / max(whole, 1)


@dataclass(frozen=True)
class Round:
    """The answer: visits in order, what is not in it and why, and what it adds up to."""

    visits: tuple[Visit, ...]
    dropped: tuple[tuple[int, Dropped], ...]
    back_s: int  # the clock when the crew is at its base again
    drive_s: int
    work_s: int
    weight: int  # of all visits


def timetable(problem: Problem, order: Sequence[int], *, open_to: int = -1) -> list[Span] | None:
    """Arrival and start of each stop in working time, as early as can be; None where it fails.

    Earlier is never worse, so a round that fails here fails however it is driven.

    Args:
        problem: the day.
        order: stops by index.
        open_to: one stop whose closed hours are passed over.
    """
    at, here, found = 0, 0, []
    for place in order:
        drive = problem.legs[here][place + 1]
        if drive == NO_WAY:
            return None
        arrival = start = at + drive
        holes = problem.open_holes(place) if place == open_to else problem.holes_of[place]
        for low, high in holes:
            if low < start < high:
                start = high
        at, here = start + problem.stops[place].service_s, place + 1
        if at > problem.working_s:
            return None
        found.append((arrival, start))
    back = problem.legs[here][0]
    return found if back != NO_WAY and at + back <= problem.working_s else None


def inserted(
    problem: Problem, order: Sequence[int], place: int, *, is_open: bool = False
) -> list[int] | None:
    """The order with one more stop where it costs the least driving; None where it fits nowhere."""
    drive: list[list[int]] = problem.legs
    best: tuple[int, list[int]] | None = None
    way = [0, *(one + 1 for one in order), 0]
    work_s = sum(problem.stops[one].service_s for one in (*order, place))
    spare_s = problem.working_s - driven_s(problem, order) - work_s
    for gap in range(len(order) + 1):
        before, after, new = way[gap], way[gap + 1], place + 1
        there, on, instead = drive[before][new], drive[new][after], drive[before][after]
        if NO_WAY in (there, on):
            continue
        extra = there + on - max(instead, 0)
        if extra > spare_s or (best is not None and extra >= best[0]):
            continue
        tried = [*order[:gap], place, *order[gap:]]
        if timetable(problem, tried, open_to=place if is_open else -1) is not None:
            best = (extra, tried)
    return None if best is None else best[1]


def driven_s(problem: Problem, order: Sequence[int]) -> int:
    """Seconds of driving an order takes, from the base and back to it."""
    way = [0, *(place + 1 for place in order), 0]
    return sum(problem.legs[one][other] for one, other in zip(way[:-1], way[1:], strict=True))


def filled(problem: Problem, order: Sequence[int]) -> list[int]:
    """The order with everything that still fits, what weighs most first."""
    found = list(order)
    rest = [place for place in range(len(problem.stops)) if place not in set(order)]
    rest.sort(
        key=lambda place: (not problem.stops[place].is_pinned, -problem.stops[place].weight, place)
    )
    for place in rest:
        found = inserted(problem, found, place) or found
    return found


def why_dropped(problem: Problem, order: Sequence[int], place: int) -> Dropped:
    """Why a stop that fits nowhere in the round is not in it."""
    if NO_WAY in (problem.drive_s[0, place + 1], problem.drive_s[place + 1, 0]):
        return Dropped.UNREACHABLE
    if timetable(problem, [place]) is None:
        is_window = timetable(problem, [place], open_to=place) is not None
        return Dropped.WINDOW if is_window else Dropped.TOO_LONG
    if problem.stops[place].closed and inserted(problem, order, place, is_open=True):
        return Dropped.WINDOW
    return Dropped.NO_TIME


def as_round(problem: Problem, order: Sequence[int]) -> Round:
    """An order of stops as a round by the clock.

    Raises:
        ValueError: the order can't be driven in these hours.
    """
    times = timetable(problem, order)
    if times is None:
        raise ValueError("the order does not fit into the day")
    visits, here, drive = [], 0, 0
    for place, (arrival, start) in zip(order, times, strict=True):
        leg = int(problem.drive_s[here, place + 1])
        service_s = problem.stops[place].service_s
        begins = problem.clock(start, is_start=True)
        visits.append(Visit(place, problem.clock(arrival), begins, begins + service_s, leg))
        drive, here = drive + leg, place + 1
    last = int(problem.drive_s[here, 0])
    end = times[-1][1] + problem.stops[order[-1]].service_s + last if order else 0
    kept = set(order)
    return Round(
        visits=tuple(visits),
        dropped=tuple(
            (place, why_dropped(problem, order, place))
            for place in range(len(problem.stops))
            if place not in kept
        ),
        back_s=problem.clock(end),
        drive_s=drive + last,
        work_s=sum(problem.stops[place].service_s for place in order),
        weight=sum(problem.stops[place].weight for place in order),
    )
