"""Files about roads for staff: who may have them, what is in them, and that they can be read."""

from __future__ import annotations

import io
import json
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import geopandas as gpd
import httpx
import pandas as pd
import pytest

from machimori import server_road_files
from machimori.city import load_city
from machimori.exchange import gpx, guarded_csv, safe_xml
from machimori.store.journal import open_journal
from machimori.store.queries import triage_file
from machimori.store.queries.triage import TriageFilter
from machimori.store.staff_sessions import ROLES
from machimori.store.warehouse import open_warehouse
from machimori.ui import access
from machimori.ui.triage_file import fields
from tests.routes import ask
from tests.store.small_posts import TELEPHONE
from tests.store.small_warehouse import NOW

STAFF = access.StaffSession("見本 太郎", "道路課", frozenset(ROLES), "id")
ROUTES = server_road_files.routes()
DAY = "day=2026-11-24&from=08:30&to=16:30&of=20"


@pytest.fixture
def signed_in(folder: Path, fresh_journal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)


def get(path: str) -> httpx.Response:
    return ask(ROUTES, f"/documents/roads/{path}")


def test_strangers_are_sent_to_the_sign_in(folder: Path, fresh_journal: None) -> None:
    for route in ROUTES:
        answer = ask(ROUTES, f"{route.path}?{DAY}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/round")
        assert answer.content == b""


def test_the_round_is_the_same_on_paper_in_the_table_and_on_the_way(signed_in: None) -> None:
    sheet, table, route = (get(f"round.{kind}?{DAY}&out=r018") for kind in ("pdf", "csv", "gpx"))
    assert sheet.content.startswith(b"%PDF")
    header, *rows = guarded_csv.read(table.content)
    listed = [dict(zip(header, row, strict=True)) for row in rows]
    stops = [row for row in listed if row["number"]]
    assert [row["number"] for row in stops] == [str(n) for n in range(1, len(stops) + 1)]
    assert {row["report_id"]: row["reason"] for row in listed}["r018"] == "手で外した"
    assert stops == sorted(stops, key=lambda row: row["begins_at"])
    follows_gpx(route.content, [(row["latitude"], row["longitude"]) for row in stops])
    assert get(f"round.csv?{DAY}&out=r018").content == table.content
    assert table.headers["cache-control"] == "no-store"
    for content in (table.content, route.content):
        assert b"\xe6\xb7\xb1\xe3\x81\x95" not in content  # 深さ: words of a post
        assert b"photo-staff-only" not in content


def follows_gpx(content: bytes, places: list[tuple[str, str]]) -> None:
    """The structure of the GPX 1.1 schema: order of children, and what each must carry."""
    root = safe_xml.parse(content)
    assert root.tag == f"{{{gpx.NAMESPACE}}}gpx"
    assert (root.get("version"), root.get("creator")) == ("1.1", "Machimori")
    names = [safe_xml.local(one) for one in root]
    assert names == sorted(names, key=("metadata", "wpt", "rte", "trk").index)
    waypoints = [one for one in root if safe_xml.local(one) == "wpt"]
    assert [(one.get("lat"), one.get("lon")) for one in waypoints] == places
    for point in (one for one in root.iter() if safe_xml.local(one) in ("wpt", "rtept", "trkpt")):
        assert -90 <= float(point.get("lat") or "") <= 90
        assert -180 <= float(point.get("lon") or "") < 180
        inside = [safe_xml.local(one) for one in point]
        assert inside == sorted(inside, key=("time", "name", "desc").index)


@pytest.mark.parametrize(
    "query",
    ["", "day=x&from=08:30&to=16:30", f"{DAY}&crew=nobody", "day=2026-11-24&from=16:30&to=08:30",
     "day=2026-11-24&from=08:30&to=16:30&of=9999", f"{DAY}&by=luck",
     "day=2026-11-24&from=29:00&to=29:30"],
)  # fmt: skip
def test_a_round_that_cannot_be_read_is_refused(signed_in: None, query: str) -> None:
    assert get(f"round.csv?{query}").status_code == 400


def test_every_post_is_in_every_export_and_none_is_a_formula(signed_in: None) -> None:
    table = pd.read_csv(io.BytesIO(get("posts.csv").content), dtype=str, keep_default_na=False)
    features = json.loads(get("posts.geojson").content)["features"]
    frame = gpd.read_parquet(io.BytesIO(get("posts.parquet").content))
    ids = {f"r{number:03d}" for number in range(40)}
    assert set(table["report_id"]) == {one["id"] for one in features} == set(frame["report_id"])
    assert set(frame["report_id"]) == ids
    assert frame.crs == "OGC:CRS84"
    known = frame[frame["latitude"].notna()]
    assert (known.geometry.x == known["longitude"]).all()
    assert (known.geometry.y == known["latitude"]).all()
    assert frame.loc[frame["latitude"].isna(), "geometry"].isna().all()
    assert str(frame["requested_at"].dtype).endswith("UTC]")
    assert [one["geometry"] for one in features if one["id"] == "r009"] == [None]
    stated = table.loc[table["report_id"] == "r013", "requested_at"]
    assert list(stated) == [""]
    assert (table["description"].str.contains("<script>")).sum() == 1


def test_what_staff_decided_since_the_build_is_in_the_files(signed_in: None, folder: Path) -> None:
    with closing(open_journal(load_city(folder))) as journal:
        journal.append(
            "road_report",
            "r018",
            {"status": "対応中", "published_status": "受付済"},
            client_key="k1",
            mode="real",
            observed_at=NOW,
            reporter="道路課 見本",
        )
    table = pd.read_csv(io.BytesIO(get("posts.csv").content), dtype=str)
    assert list(table.loc[table["report_id"] == "r018", "status"]) == ["対応中"]
    assert len(table) == 40


def test_no_file_gives_away_what_the_screen_masks(signed_in: None) -> None:
    table = pd.read_csv(io.BytesIO(get("posts.csv").content), dtype=str).set_index("report_id")
    features = json.loads(get("posts.geojson").content)["features"]
    frame = gpd.read_parquet(io.BytesIO(get("posts.parquet").content)).set_index("report_id")
    shown = "深さ8センチの穴（7件目） ［電話］"
    assert table.loc["r007", "description"] == frame.loc["r007", "description"] == shown
    told = {one["id"]: one["properties"]["description"] for one in features}
    assert told["r007"] == shown
    assert [one for one in told.values() if TELEPHONE in one] == []


def test_the_file_of_the_queue_holds_what_its_filter_finds(signed_in: None, folder: Path) -> None:
    city = load_city(folder)
    warehouse = open_warehouse(city)
    for chosen in (
        TriageFilter(),
        TriageFilter(statuses=()),
        TriageFilter(statuses=(), categories=("道路",), ages=("30-90", "not_stated")),
        TriageFilter(view=(139.75, 35.60, 139.76, 35.70)),
    ):
        answer = get(f"queue.csv?{urlencode(fields(chosen))}")
        table = pd.read_csv(io.BytesIO(answer.content), dtype=str, keep_default_na=False)
        expected = triage_file.rows(warehouse, chosen, now=NOW)
        assert list(table["report_id"]) == list(expected["report_id"])
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["cache-control"] == "no-store"
        assert TELEPHONE not in answer.text
    assert len(pd.read_csv(io.BytesIO(get("queue.csv").content))) == 40


def test_half_of_the_queue_is_no_file(signed_in: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triage_file, "MAX_EXPORT_ROWS", 39)
    answer = get("queue.csv")
    assert (answer.status_code, "39件まで" in answer.text) == (413, True)


@pytest.mark.parametrize("box", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d"])
def test_a_part_of_the_map_that_cannot_be_read_is_refused(signed_in: None, box: str) -> None:
    answer = get(f"queue.csv?box={box}")
    assert (answer.status_code, "読み取れません" in answer.text) == (400, True)
