"""The round as table and as route: CSV that no spreadsheet runs, and GPX 1.1."""

from __future__ import annotations

from typing import Any

from machimori.city import City
from machimori.exchange import gpx, guarded_csv
from machimori.exchange.gpx import Waypoint
from machimori.site.crew_sheet import map_link
from machimori.site.crew_words import CrewWords
from machimori.store.queries.crew_round import Plan

COLUMNS = (
    "number", "report_id", "arrives_at", "begins_at", "leaves_at", "drive_min", "service_min",
    "category", "place", "latitude", "longitude", "posts", "weight", "due_at", "reason", "map",
)  # fmt: skip


def table(city: City, plan: Plan, *, lang: str) -> bytes:
    """Stops in order, and below them what is left out with its reason."""
    words = CrewWords(city, plan, lang)
    rows = [_row(words, row) for row in plan.visited().to_dict("records")]
    rows += [_row(words, row) for row in plan.dropped().to_dict("records")]
    return guarded_csv.write(COLUMNS, rows)


def route(city: City, plan: Plan, *, lang: str) -> bytes:
    """Stops as waypoints and route, the way between them as a track."""
    words = CrewWords(city, plan, lang)
    stops = [
        Waypoint(
            float(row["latitude"]),
            float(row["longitude"]),
            f"{int(row['number'])} {words.what(row)}",
            f"{row['begins_at']:%H:%M}-{row['leaves_at']:%H:%M} {words.where(row)}",
            words.aware(row["begins_at"].to_pydatetime()),
        )
        for row in plan.visited().to_dict("records")
    ]
    marks = [words.t("round.sheet_staff")]
    if city.is_sample:
        marks.append(words.t("round.sheet_sample"))
    return gpx.write(words.title, " ".join(marks), plan.now, stops, plan.legs)


def _row(words: CrewWords, row: dict[Any, Any]) -> list[str]:
    is_stop, has_place = row.get("number") is not None, row["latitude"] == row["latitude"]
    place = (float(row["latitude"]), float(row["longitude"])) if has_place else None
    due = row["due_at"]
    return [
        str(int(row["number"])) if is_stop else "",
        str(row["report_id"]),
        *(_clock(words, row, name) for name in ("arrives_at", "begins_at", "leaves_at")),
        str(round(row["drive_s"] / 60)) if is_stop else "",
        str(round(row["service_s"] / 60)),
        words.what(row),
        words.where(row),
        f"{place[0]:.6f}" if place else "",
        f"{place[1]:.6f}" if place else "",
        str(int(row["posts"])),
        str(int(row["weight"])),
        "" if due != due or due is None else f"{due:%Y-%m-%dT%H:%M:%SZ}",
        "" if is_stop else words.why(row),
        map_link(words.city, *place) if place else "",
    ]


def _clock(words: CrewWords, row: dict[Any, Any], name: str) -> str:
    moment = row.get(name)
    if moment is None:
        return ""
    return words.aware(moment.to_pydatetime()).isoformat(timespec="minutes")
