"""A step says what the fold of the whole history says, or that it can't."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings

from machimori.domain.status_fold import fold
from machimori.domain.status_history import history_frame
from machimori.domain.status_step import stepped
from tests.domain.status_events import at, events, said, same


def after(statements: list[dict[str, Any]], last: dict[str, Any]) -> pd.DataFrame | None:
    """The folded row of some statements about one place, and another one stepped upon it."""
    row = fold(pd.DataFrame(statements)).iloc[0].to_dict()
    new = stepped(row, history_frame(pd.DataFrame([last])).iloc[0].to_dict())
    before = fold(pd.DataFrame(statements))
    return None if new is None else pd.DataFrame([new]).astype(before.dtypes)


@settings(max_examples=50, deadline=None)
@given(events(), events())
def test_a_step_is_the_fold_of_all(
    statements: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    assume(statements and more)
    place = {"facility_id": "p1:shelter", "incident_id": "i1", "mode": "real"}
    distinct = {one["event_id"]: one | place for one in statements}
    last = more[0] | place | {"event_id": "last", "observed_at": at(7), "supersedes": None}
    told = list(distinct.values())
    assume(len(fold(pd.DataFrame(told))))  # two may correct each other: nothing is left
    found = after(told, last)
    if found is not None:
        same(found, fold(pd.DataFrame([*told, last])))


@pytest.mark.parametrize(
    "last",
    [
        {"headcount": 41},
        {"headcount_delta": 3},
        {"event_type": "confirmation"},
        {"opening": "閉鎖", "closed_at": at(19), "note": "控え"},
        {"counters_delta": '{"infant": 2, "pets": 1}'},
        {"outside_headcount_delta": -4},
        {"crowding": "混雑", "confirmed_at": at(40)},
    ],
)
def test_the_usual_statements_need_no_history(last: dict[str, Any]) -> None:
    told = [
        said("a", 0, opening="開設", headcount=12, counters='{"infant": 1}', closed_at=at(-9)),
        said("b", 5, headcount_delta=4),
        said("c", 9, event_type="confirmation"),
    ]
    new = said("z", 20, **last)
    found = after(told, new)
    assert found is not None
    same(found, fold(pd.DataFrame([*told, new])))


@pytest.mark.parametrize(
    "last",
    [
        {"supersedes": "a", "headcount": 3},
        {"headcount": 3, "received_at": at(1)},
        {"headcount_delta": 3},
        {"counters_delta": '{"infant": 2}'},
    ],
    ids=["a correction", "learnt before another", "a count below zero", "a counter below zero"],
)
def test_what_the_row_does_not_tell_is_left_to_the_fold(last: dict[str, Any]) -> None:
    told = [
        said("a", 0, headcount=1, counters='{"infant": 1}'),
        said("b", 5, headcount_delta=-4, counters_delta='{"infant": -3}'),
    ]
    assert after(told, said("z", 20, **last)) is None
