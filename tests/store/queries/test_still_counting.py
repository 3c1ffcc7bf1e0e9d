"""The few statements kept of a long history fold with later ones as the whole history does."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from machimori import database
from machimori.domain.status_fold import fold, overlay
from machimori.domain.status_history import history_frame
from machimori.store.queries.still_counting import meets, still_counting
from machimori.store.warehouse import BuildInfo, Signature, Warehouse
from tests.store.small_warehouse import NOW, SCHEMA

START = (NOW - timedelta(hours=14)).replace(tzinfo=None)
PLACES = ("p01:shelter", "p02:shelter")


def statement(dice: random.Random, number: int, minute: int) -> dict[str, Any]:
    """One of anything that may be said, most fields left out."""
    at = START + timedelta(minutes=minute)
    said: dict[str, Any] = {
        "opening": lambda: dice.choice(["開設", "閉鎖", "不明", "未開設"]),
        "crowding": lambda: dice.choice(["空き", "混雑"]),
        "headcount": lambda: dice.randrange(0, 90),
        "headcount_delta": lambda: dice.randrange(-20, 20),
        "households": lambda: dice.randrange(0, 30),
        "households_delta": lambda: dice.randrange(-5, 5),
        "outside_headcount": lambda: dice.randrange(0, 30),
        "outside_headcount_delta": lambda: dice.randrange(-5, 5),
        "counters": lambda: '{"infant": 3}',
        "counters_delta": lambda: dice.choice(['{"infant": 1}', '{"elderly": -1}']),
        "note": lambda: f"記 {number}",
        "opened_at": lambda: at,
        "closed_at": lambda: at,
    }
    stated = {name: make() for name, make in said.items() if dice.random() < 0.15}
    return {
        "event_id": f"e{number:03d}",
        "event_type": dice.choice(["status", "status", "confirmation", "increment"]),
        "facility_id": dice.choice(PLACES),
        "incident_id": dice.choice(["drill", None]),
        "mode": dice.choice(["training", "training", "real"]),
        "observed_at": at,
        "confirmed_at": at + timedelta(minutes=dice.choice([0, 3])),
        "received_at": at + timedelta(minutes=dice.choice([0, 1, 90])),
        "source": "journal",
        "is_sample": dice.random() < 0.1,
        **stated,
    }


def warehouse_of(history: pd.DataFrame) -> Warehouse:
    connection = database.connect()
    connection.execute("ATTACH ':memory:' AS wh; USE wh; CREATE SCHEMA marts")
    connection.execute((SCHEMA / "facility_status.sql").read_text(encoding="utf-8"))
    given = history.assign(source_file=None, is_known_facility=True)
    connection.register("given", given)
    connection.execute("INSERT INTO marts.facility_status_history BY NAME FROM given")
    return Warehouse(connection, Signature(0, 1, 0), BuildInfo("b", NOW, "1", "x", True, 0))


@pytest.mark.parametrize("seed", range(12))
def test_what_is_kept_folds_as_the_whole(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a test
    told = [statement(dice, number, dice.randrange(0, 200)) for number in range(60)]
    for one in dice.sample(told, 6):  # some are corrected
        one["supersedes"] = dice.choice(told)["event_id"]
    later = [statement(dice, 100 + number, 201 + dice.randrange(0, 9)) for number in range(8)]
    history, new = history_frame(pd.DataFrame(told)), history_frame(pd.DataFrame(later))
    warehouse = warehouse_of(history)
    kept = still_counting(warehouse, list(PLACES))
    assert meets(warehouse, kept, new)
    whole = fold(pd.concat([history, new], ignore_index=True))
    pd.testing.assert_frame_equal(overlay(kept, new), whole)
    pd.testing.assert_frame_equal(overlay(kept, new.iloc[:0]), fold(history))
    assert len(kept) < len(history)


def test_what_is_late_corrects_or_is_known_needs_the_whole() -> None:
    dice = random.Random(1)  # noqa: S311 - a test
    told = [statement(dice, number, number) for number in range(20)]
    told[3]["supersedes"] = "told later"
    for one in told:
        one |= {"facility_id": PLACES[0], "incident_id": "drill", "mode": "training"}
    warehouse = warehouse_of(history_frame(pd.DataFrame(told)))
    kept = still_counting(warehouse, list(PLACES))
    fine = told[0] | {"event_id": "x", "observed_at": START + timedelta(minutes=20)}

    def enough(**changed: Any) -> bool:
        return meets(warehouse, kept, history_frame(pd.DataFrame([fine | changed])))

    assert enough()
    assert enough(mode="real", observed_at=START)  # nothing is known of it in that mode
    assert not enough(observed_at=START + timedelta(minutes=19))
    assert not enough(supersedes="e000")
    assert not enough(event_id="told later")
    assert not enough(event_id="e005")
