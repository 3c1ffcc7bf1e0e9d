"""The counts a pace rests on: whole, of this incident, corrected ones out, at any moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain import event_tables
from machimori.domain.pace import Count, Pace
from machimori.domain.status_history import naive
from machimori.store.journal import Journal
from machimori.store.queries import board, pace
from machimori.store.queries.as_of import Moment, View
from machimori.store.warehouse import Warehouse
from tests.store.queries.test_as_of import CITY, DRILL, at, fresh_journal, put, statements
from tests.store.queries.test_as_of import warehouse as warehouse  # the fixture
from tests.store.small_warehouse import INCIDENT, NOW

HALL = "p02:temporary_stay"


def tell(journal: Journal, minutes: float, late: float = 0, /, **said: Any) -> None:
    put(
        journal,
        {"subject": HALL, "mode": "training", "incident_id": INCIDENT, "event_type": "status",
         "after": 0, "late": late, "corrects": None} | said,
        at(minutes),
    )  # fmt: skip


def counted(warehouse: Warehouse, journal: Journal, moment: Moment | None = None) -> Any:
    told = pace.counts(warehouse, journal, DRILL, moment).get(HALL, [])
    return [((one.at - NOW) / timedelta(minutes=1), one.people) for one in told]


def test_counts_and_their_confirmation_in_order(warehouse: Warehouse) -> None:
    with fresh_journal() as journal:
        before = counted(warehouse, journal)
        tell(journal, 10, headcount=190)
        tell(journal, 20, event_type="confirmation")
        tell(journal, 40, headcount=210, mode="real")
        tell(journal, 41, 15, headcount=200)  # seen at 26
        assert counted(warehouse, journal) == [*before, (10, 190), (20, 190), (26, 200)]
        assert counted(warehouse, journal, Moment(at(40), View.KNOWN))[-1] == (20, 190)
        assert counted(warehouse, journal, Moment(at(26), View.TRUE))[-1] == (26, 200)


def test_a_corrected_count_is_out_and_its_correction_in(warehouse: Warehouse) -> None:
    with fresh_journal() as journal:
        before = counted(warehouse, journal)
        tell(journal, 10, headcount=1_900)
        tell(journal, 12, 2, headcount=190, event_type="correction", corrects=0)
        assert counted(warehouse, journal) == [*before, (10, 190)]
        assert counted(warehouse, journal, Moment(at(11), View.KNOWN)) == [*before, (10, 1_900)]
        tell(journal, 15, headcount=180, corrects="event-2")
        assert len(counted(warehouse, journal)) <= len(before) + 2


def test_where_arrivals_are_added_only_whole_counts_count(warehouse: Warehouse) -> None:
    with fresh_journal() as journal:
        before = counted(warehouse, journal)
        tell(journal, 10, headcount=190)
        tell(journal, 12, headcount_delta=4, event_type="increment")
        tell(journal, 20, event_type="confirmation")
        assert counted(warehouse, journal) == [*before, (10, 190)]


def test_the_board_says_when_a_place_would_be_full(warehouse: Warehouse) -> None:
    with fresh_journal() as journal:
        places = board.places(warehouse, CITY, DRILL, now=NOW, journal=journal)
        room = int(places.set_index("facility_id")["capacity"][HALL])
        for minutes in (10, 40, 70):
            tell(journal, minutes, opening="開設", headcount=room - 100 + minutes)
        now = at(75)

        def said(moment: Moment | None = None) -> Pace | None:
            at_then = now if moment is None else moment.at
            frame = board.places(warehouse, CITY, DRILL, now=at_then, journal=journal)
            found = pace.paces(
                warehouse, CITY, DRILL, frame, now=at_then, journal=journal, moment=moment
            )
            return dict(zip(frame["facility_id"], found, strict=True))[HALL]

        found = said()
        assert found is not None
        assert found.earliest < found.latest  # type: ignore[operator]
        assert found.counts >= 3
        assert not found.is_overdue
        # Nobody had counted often enough an hour ago.
        assert said(Moment(at(15), View.KNOWN)) is None


@settings(max_examples=15)
@given(statements(), st.integers(-200, 60), st.sampled_from(list(View)))
def test_counts_are_those_of_all_statements_by_then(
    warehouse: Warehouse, said: list[dict[str, Any]], minutes: int, view: View
) -> None:
    with fresh_journal() as journal:
        clock = at(-30)
        for one in said:
            clock += timedelta(minutes=one["after"])
            put(journal, one, clock)
        every = [
            *warehouse.frame("FROM wh.marts.facility_status_history").to_dict("records"),
            *event_tables.statements(journal.events_after(0)).to_dict("records"),
        ]
        moment = Moment(at(minutes), view)
        found = pace.counts(warehouse, journal, DRILL, moment)
        plain = _plainly(every, moment)
        assert {place: told[-6:] for place, told in found.items()} == {
            place: told[-6:] for place, told in plain.items()
        }


def _plainly(every: list[dict[Any, Any]], moment: Moment) -> dict[str, list[Count]]:
    """The same, one statement after the other."""
    end = naive(moment.at)
    heard = [one for one in every if moment.view == View.TRUE or one["received_at"] <= end]
    out = {
        one["supersedes"]
        for one in heard
        if one["mode"] == "training" and one["supersedes"] != one["event_id"]
    }
    mine = [
        one
        for one in heard
        if one["mode"] == "training"
        and one["incident_id"] == INCIDENT
        and one["event_id"] not in out
        and (moment.view == View.KNOWN or one["observed_at"] <= end)
    ]
    mine.sort(key=lambda one: (one["observed_at"], one["received_at"], one["event_id"]))
    adding = {one["facility_id"] for one in mine if _is(one["headcount_delta"])}
    counted: dict[str, list[Count]] = {}
    received: dict[str, datetime] = {}
    for one in mine:
        place, seen = one["facility_id"], one["observed_at"].tz_localize("UTC").to_pydatetime()
        if _is(one["headcount"]):
            counted.setdefault(place, []).append(Count(seen, int(one["headcount"])))
            received[place] = one["received_at"]
        elif (
            one["event_type"] == "confirmation"
            and place in counted
            and place not in adding
            and one["received_at"] >= received[place]
        ):
            counted[place].append(Count(seen, counted[place][-1].people))
    return counted


def _is(value: Any) -> bool:
    return value is not None and value == value and str(value) != "<NA>"
