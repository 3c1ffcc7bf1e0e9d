"""What is derived of road posts after the base marts: owners, groups, decisions, survival, ….

The base marts are what was published. Each step here reads them, fills a table of its own, and is
timed by itself; the last ones read what the first ones found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb
import pandas as pd

from etl.contract import EtlError
from etl.road_deadlines import set_deadlines
from etl.road_decisions import fold_decisions
from etl.road_exposure import find_exposures
from etl.road_groups import find_groups
from etl.road_hot_spots import fill_hot_spots
from etl.road_owners import find_owners
from etl.road_priority import weigh_posts
from etl.road_severity import read_severities
from etl.road_survival import fill_survival
from etl.road_table import fill_table
from etl.road_vanished import keep_vanished
from etl.status_marts import open_events
from machimori.city import City
from machimori.domain.events import ROAD_PAIR, ROAD_REPORT, Event

Result = TypeVar("Result")
Step = Callable[[duckdb.DuckDBPyConnection, City, Sequence[Event]], None]
#: In this order: a later step reads the tables of those before it. The posts of the same hole are
#: searched for beside the first, which need no groups.
BEFORE_GROUPS: tuple[tuple[str, Step], ...] = (
    ("vanished", keep_vanished),
    ("owners", find_owners),
    ("exposures", find_exposures),
    ("severities", read_severities),
    ("decisions", fold_decisions),
    ("deadlines", set_deadlines),
)
AFTER_GROUPS: tuple[tuple[str, Step], ...] = (
    ("priorities", weigh_posts),
    ("table", fill_table),
    ("survival", fill_survival),
    ("hot_spots", fill_hot_spots),
)
_KINDS = (ROAD_REPORT, ROAD_PAIR)


def derive(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    events: Sequence[Event],
    search: Future[pd.DataFrame],
) -> dict[str, float]:
    """Run every step. Returns the seconds of each; of the groups, those that were waited for.

    Args:
        connection: the warehouse being built, its base marts filled.
        city: the configuration.
        events: what staff decided about posts, in order (``road_events``).
        search: of posts of the same hole, under way (``road_groups.searching``).

    Raises:
        EtlError: naming the step that failed.
    """
    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Result]) -> Result:
        started = time.perf_counter()
        try:
            return step()
        except duckdb.Error as error:
            raise EtlError(f"road posts, {name}: {error}") from error
        finally:
            seconds[name] = time.perf_counter() - started

    def each(steps: Sequence[tuple[str, Step]]) -> None:
        for name, step in steps:
            timed(name, partial(step, connection, city, events))

    each(BEFORE_GROUPS)
    timed("groups", lambda: find_groups(connection, search, events))
    each(AFTER_GROUPS)
    return seconds


def road_events(journal_path: Path, city: City, watermark: int) -> list[Event]:
    """Decisions and pairs of the journal, up to and with the build's watermark."""
    found = [event for kind in _KINDS for event in open_events(journal_path, city, kind, watermark)]
    return sorted(found, key=lambda event: event.seq)
