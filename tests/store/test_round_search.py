"""Rounds come from a process of their own: the same ones, once each, and again after it died."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest

from machimori.domain.crew_round import Problem, Stop
from machimori.domain.crew_solver import solve
from machimori.store.round_search import Searcher


def day(service_s: int = 600) -> Problem:
    """Three stops a quarter of an hour from each other; two fit into the day."""
    drive = np.full((4, 4), 900, dtype=np.int64)
    np.fill_diagonal(drive, 0)
    stops = tuple(Stop(f"s{number}", service_s, number + 1) for number in range(3))
    return Problem(stops, drive, 5_000)


@pytest.fixture(scope="module")
def searcher() -> Iterator[Searcher]:
    made = Searcher()
    yield made
    made.close()


def test_the_round_of_the_process_is_that_of_the_solver_and_is_kept(searcher: Searcher) -> None:
    found = searcher.found(day())
    assert found == solve(day())
    assert [visit.place for visit in found[0].visits] in ([1, 2], [2, 1])
    assert searcher.found(day()) is found
    assert searcher.found(day(700)) != found


def test_a_process_that_was_ended_is_started_again(searcher: Searcher) -> None:
    searcher.found(day(800))
    before = searcher._process
    assert before is not None
    assert before.pid != os.getpid()
    os.kill(before.pid, signal.SIGKILL)
    before.wait()
    assert searcher.found(day(900)) == solve(day(900))
    after = searcher._process
    assert after is not None
    assert after is not before
    searcher.close()
    assert after.poll() is not None
    searcher.close()
