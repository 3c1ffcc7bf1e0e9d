"""Hold a series of published lists against what the marts give back for each of its moments."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from machimori.city import City
from machimori.store.queries import as_of, board
from machimori.store.queries.as_of import Moment, View
from machimori.store.queries.board import Incident
from machimori.store.warehouse import Warehouse

JAPAN_TIME = ZoneInfo("Asia/Tokyo")
_WAREKI = re.compile(
    r"令和(?P<year>\d+|元)年(?P<month>\d+)月(?P<day>\d+)日"
    r"(?:(?P<noon>正午)|(?P<half>午前|午後)(?P<hour>\d+)時(?:(?P<minute>\d+)分)?)"
)
#: Moment -> published id (or name) -> persons; None where the list gives no number.
Published = dict[datetime, dict[str, int | None]]


def published(files: list[Path]) -> Published:
    """What the lists say, read with nothing of ours: one moment per row, whatever the file."""
    told: Published = defaultdict(dict)
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                count, moment = row.get("人数"), row.get("時点")
                for name in row:
                    if name.startswith("人数_"):
                        count, moment = row[name], name.removeprefix("人数_")
                people = int(count) if count and count.isdigit() else None
                told[_moment(moment or "")][row["ID"] or row["名称"]] = people
    return dict(told)


def _moment(text: str) -> datetime:
    found = _WAREKI.match(text)
    assert found, text
    year = 2018 + (1 if found["year"] == "元" else int(found["year"]))
    hour = 12 if found["noon"] else int(found["hour"]) + 12 * (found["half"] == "午後")
    day = datetime(year, int(found["month"]), int(found["day"]), tzinfo=JAPAN_TIME)
    return (day + timedelta(hours=hour, minutes=int(found["minute"] or 0))).astimezone(UTC)


def incident_of(warehouse: Warehouse) -> Incident:
    """The one incident (or the series without a name) that is told of."""
    (found,) = board.incidents(warehouse)
    return found


def replayed(
    warehouse: Warehouse, city: City, incident: Incident, moment: datetime, view: View
) -> pd.DataFrame:
    """The board of a moment, by the id it was published under."""
    board_then = as_of.places(warehouse, city, incident, Moment(moment, view), now=moment)
    ids = warehouse.frame(
        "SELECT DISTINCT told.facility_id, raw.facility_id AS published, raw.facility_name AS name "
        "FROM wh.marts.facility_status_history AS told "
        "JOIN wh.staging.stg_facility_status__statement AS raw "
        "USING (source, source_file, source_row)"
    )
    ids["published"] = ids["published"].fillna(ids["name"])
    return board_then.merge(ids.drop(columns="name").drop_duplicates(), on="facility_id")


def assert_found_again(warehouse: Warehouse, city: City, told: Published) -> None:
    """Every moment's counts from the board of that moment, in both readings; nothing is closed.

    A place that is missing from a list keeps its last word, with the time it was seen.
    """
    incident = incident_of(warehouse)
    last: dict[str, tuple[datetime, int | None]] = {}
    for moment in sorted(told):
        last |= {place: (moment, people) for place, people in told[moment].items()}
        for view in View:
            then = replayed(warehouse, city, incident, moment, view)
            said = then[then["is_reported"]]
            assert set(said["opening"]) == {"開設"}
            found = {
                row["published"]: (
                    row["opening_observed_at"].to_pydatetime().replace(tzinfo=UTC),
                    None if pd.isna(row["headcount"]) else int(row["headcount"]),
                )
                for row in said.to_dict("records")
            }
            assert found == last, moment
