"""Posts of the finished table -> curves: what counts as an end, from when and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from etl.build import open_build
from etl.road_survival import fill_survival, periods
from machimori.city import City
from machimori.city_road_analysis import RoadSurvival
from tests.store.small_warehouse import small_city

AS_OF = datetime(2026, 11, 20, 9, tzinfo=UTC).replace(tzinfo=None)  # as the tables hold it
_TABLES = ("", "_summary", "_tests", "_basis")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def built() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_build(":memory:") as connection:
        connection.execute(
            "INSERT INTO meta.source_runs BY NAME SELECT 'r' AS run_id, 'feed' AS source, "
            "'road_reports' AS source_name, false AS is_sample, 0 AS rows_in, 0 AS accepted, "
            "0 AS rejected, 0 AS duplicates, 0 AS seconds, true AS success, "
            "false AS is_held_back, TIMESTAMP '2026-11-01' AS fetched_at"
        )
        yield connection


@pytest.fixture
def warehouse(built: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Empty marts."""
    for name in ("reports", "vanished", *(f"survival{one}" for one in _TABLES)):
        built.execute(f"DELETE FROM marts.road_{name}")
    return built


def post(days_ago: float, ended_after: float | None = None, **told: Any) -> Row:
    """A post received so many days before the data's time, and how it ended."""
    requested = AS_OF - timedelta(days=days_ago)
    closed = None if ended_after is None else requested + timedelta(days=ended_after)
    status = "受付済" if closed is None else "対応済"
    return {"requested_at": requested, "closed_at": closed, "status": status, **told}


def put(connection: duckdb.DuckDBPyConnection, rows: list[Row], source: str = "feed") -> None:
    names = ("requested_at", "closed_at", "status", "end_kind", "category", "duplicate_group_id")
    table = pa.table(
        {name: [row.get(name) for row in rows] for name in names}
        | {
            "report_id": [f"{source}:{number}" for number in range(len(rows))],
            "source": [source] * len(rows),
            "source_file": ["x"] * len(rows),
            "source_row": list(range(len(rows))),
            "position_precision": ["unknown"] * len(rows),
            "reopened_count": [0] * len(rows),
            "is_sample": [False] * len(rows),
            "as_of": [AS_OF] * len(rows),
        },
        schema=pa.schema(
            [(name, pa.timestamp("us") if name.endswith("_at") else pa.string()) for name in names]
            + [(name, pa.string()) for name in ("report_id", "source", "source_file")]
            + [("source_row", pa.int64()), ("position_precision", pa.string())]
            + [("reopened_count", pa.int32()), ("is_sample", pa.bool_())]
            + [("as_of", pa.timestamp("us"))]
        ),
    )
    connection.register("posts", table)
    connection.execute("INSERT INTO marts.road_reports BY NAME FROM posts")
    connection.unregister("posts")


def city(folder: Path = Path(), **survival: Any) -> City:
    return small_city(folder).model_copy(update={"road_survival": RoadSurvival(**survival)})


def still_open(
    connection: duckdb.DuckDBPyConnection, day: int, end_kind: str = "any", unit: str = "report"
) -> tuple[float, int, int]:
    """Share, posts under watch and ends up to a day, of everything."""
    found = connection.execute(
        "SELECT survival, at_risk, ended FROM marts.road_survival WHERE unit = ? AND end_kind = ? "
        "AND category = 'all' AND period = 'all' AND day <= ? ORDER BY day DESC LIMIT 1",
        [unit, end_kind, day],
    ).fetchone()
    assert found is not None
    return found


def summary(connection: duckdb.DuckDBPyConnection, **where: str) -> tuple[Any, ...]:
    chosen = {"unit": "report", "category": "all", "period": "all", "end_kind": "any"} | where
    found = connection.execute(
        "SELECT posts, ended, median_day, ended_middle_day FROM marts.road_survival_summary WHERE "
        + " AND ".join(f"{name} = ${name}" for name in chosen),
        chosen,
    ).fetchone()
    assert found is not None
    return found


def basis(connection: duckdb.DuckDBPyConnection) -> Row:
    found = connection.execute("FROM marts.road_survival_basis").to_arrow_table().to_pylist()
    assert len(found) == 1
    return found[0]


def test_open_posts_are_watched_up_to_the_data_s_time(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    # Twenty ended within the fifth day, twenty are open for 30.5 days: 30 full ones.
    put(warehouse, [post(40, 4.2)] * 20 + [post(30.5)] * 20)
    fill_survival(warehouse, city(), [])
    assert still_open(warehouse, 4) == (1.0, 40, 0)
    assert still_open(warehouse, 5) == (0.5, 40, 20)
    assert still_open(warehouse, 90) == (0.5, 20, 20)  # the last day under watch
    days = warehouse.execute("SELECT max(day) FROM marts.road_survival").fetchone()
    assert days == (30,)
    assert summary(warehouse) == (40, 20, 5, 5)


def test_each_way_of_ending_is_told_apart(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = [
        *[post(40, 3, end_kind="repaired")] * 10,
        *[post(40, 3)] * 10,  # closed, and nobody said repaired
        *[post(40, 3, end_kind="duplicate", status="重複")] * 4,
        *[post(40, 3, status="対象外")] * 3,
        *[post(40, 3, end_kind="referred", status="他管理者へ")] * 3,
        *[post(40)] * 10,
        # Neither of these can be used: nobody says when it ended, or what it is.
        post(40, status="対応済"),
        post(40, status=None),
        {"status": "受付済"},
    ]
    put(warehouse, rows)
    fill_survival(warehouse, city(), [])
    shares = {
        kind: round(1 - still_open(warehouse, 10, kind)[0], 6)
        for kind in ("any", "completed", "repaired", "done", "duplicate", "not_ours")
    }
    assert shares == {
        "any": 0.75, "completed": 0.5, "repaired": 0.25, "done": 0.25, "duplicate": 0.1,
        "not_ours": 0.15,
    }  # fmt: skip
    found = basis(warehouse)
    assert (found["posts"], found["used"]) == (43, 40)
    assert (found["without_end"], found["without_request"], found["after_end"]) == (2, 1, 0)
    assert found["closed_left_out"] is None


def test_a_group_is_one_incident_from_its_first_receipt_to_its_last_end(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = []
    for number in range(30):
        alike = {"duplicate_group_id": f"g{number}"}
        # Received twice; repaired 12 days after the first, the second says duplicate.
        rows += [post(40, 12, **alike), post(35, 1, status="重複", **alike)]
    rows += [post(40, 2, status="重複")] * 5  # somebody's duplicate: no incident of its own
    put(warehouse, rows)
    fill_survival(warehouse, city(), [])
    assert summary(warehouse)[:2] == (65, 65)
    assert summary(warehouse, unit="incident") == (30, 30, 12, 12)
    rows[0]["status"], rows[0]["closed_at"] = "再開", None
    warehouse.execute("DELETE FROM marts.road_reports; DELETE FROM marts.road_survival_summary")
    put(warehouse, rows)
    fill_survival(warehouse, city(), [])
    assert summary(warehouse, unit="incident")[:2] == (30, 29)


def test_a_vanished_post_is_an_end_of_its_own_and_never_a_repair(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    put(warehouse, [post(40, 3)] * 20 + [post(40)] * 10)
    gone = "'feed' AS source, false AS is_sample, '受付済' AS status, TIMESTAMP"
    for number, why in enumerate(("vanished", "vanished", "outside_window")):
        warehouse.execute(
            f"INSERT INTO marts.road_vanished BY NAME SELECT 'v{number}' AS report_id, {gone} "
            f"'2026-11-01' AS requested_at, TIMESTAMP '2026-11-11' AS last_seen_at, '{why}' AS why"
        )
    fill_survival(warehouse, city(), [])
    # Watched to its last sight; only the two that vanished from within the feed's reach ended.
    assert summary(warehouse, end_kind="vanished")[:2] == (33, 2)
    assert still_open(warehouse, 30, "completed")[2] == 20
    assert basis(warehouse)["vanished"] == 2


def test_a_feed_without_its_closed_posts_is_noticed_and_counted_from_its_first_run(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    # First read on 1 November, 19.4 days before the data's time; nothing closed before it.
    seen = 19.375
    old = [post(50) for number in range(30)]
    ended = [post(50, 50 - seen + 9)] * 10
    new = [post(15)] * 15 + [post(15, 5)] * 5
    put(warehouse, old + ended)
    fill_survival(warehouse, city(), [])
    assert basis(warehouse)["closed_left_out"] == "detected"
    # Nobody was watched in the first month of his post: nothing can be said of it.
    assert warehouse.execute("SELECT count(*) FROM marts.road_survival").fetchone() == (0,)
    warehouse.execute("DELETE FROM marts.road_reports; DELETE FROM marts.road_survival_basis")
    between = [post(19 + number, 18 + number) for number in range(14)]
    put(warehouse, old + ended + new + between)
    fill_survival(warehouse, city(), [])
    # The new ones are watched at once, and of those between the five received up to four days
    # before the first run; the fifty days old come under watch on the 32nd day.
    assert still_open(warehouse, 5)[1] == 20 + 5
    assert still_open(warehouse, 31)[1] < 40 <= still_open(warehouse, 32)[1]


def test_a_feed_may_be_declared_to_leave_them_out(warehouse: duckdb.DuckDBPyConnection) -> None:
    put(warehouse, [post(40, 5)] * 20 + [post(40)] * 20)
    fill_survival(warehouse, city(closed_left_out=("feed",)), [])
    found = basis(warehouse)
    assert found["closed_left_out"] == "declared"
    # Twenty were over before anybody looked: they are not known to this curve.
    assert (found["used"], found["after_end"]) == (20, 20)


def test_few_posts_have_a_count_and_no_curve(warehouse: duckdb.DuckDBPyConnection) -> None:
    put(warehouse, [post(40, 5)] * 20)
    fill_survival(warehouse, city(), [])
    assert summary(warehouse)[:2] == (20, 20)
    assert warehouse.execute("SELECT count(*) FROM marts.road_survival").fetchone() == (0,)
    assert warehouse.execute("SELECT count(*) FROM marts.road_survival_tests").fetchone() == (0,)


def test_periods_are_fiscal_years_of_the_municipality_s_own_zone() -> None:
    new_year = datetime(2026, 3, 31, 15, tzinfo=UTC).replace(tzinfo=None)  # 1 April there
    found = periods(city(periods=2), new_year)
    assert found.names == ("2025-04", "2026-04")
    assert found.starts == (new_year - timedelta(days=365), new_year)
    halves = periods(city(periods=3, period_months=6), new_year - timedelta(hours=1))
    assert halves.names == ("2024-10", "2025-04", "2025-10")


def test_without_posts_there_is_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    fill_survival(warehouse, city(), [])
    assert warehouse.execute("SELECT count(*) FROM marts.road_survival_basis").fetchone() == (0,)
