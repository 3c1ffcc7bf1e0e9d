"""Nothing of a hidden place, and nothing staff say among themselves, is in any public output.

A warehouse with a hidden place that has a mark of its own in every text column, and a journal with
such a mark in every note, reporter and counter, are put through every public output there is. What
is public is read from the registries (pages, routes, files), so a new output that is not looked at
here makes a test fail.
"""

from __future__ import annotations

import gzip
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from machimori import database
from machimori.city import City, load_city
from machimori.domain.events import KINDS
from machimori.server import app
from machimori.site import data_files, facts, open_files
from machimori.site.files import files
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import datasets
from machimori.store.warehouse import Warehouse, open_warehouse
from machimori.ui.navigation import PAGES, PageEntry
from tests.page_client import visit
from tests.served import Served, serving, write_small_city
from tests.store.small_warehouse import INCIDENT, NOW, STAFF_ONLY

#: Begins every secret; and counts that no public place has.
MARK = "ヒミツ印"
COUNTS = ("918273", "817264", "716253")
PUBLIC_PAGES = [page for page in PAGES if page.reader == "public"]
#: Columns of a hidden place that have to hold a value of their vocabulary.
CODED = {"role", "kind", "position_precision", "accepts", "mode", "incident_id", "district_id"}
HIDDEN = f"{MARK}place:shelter"
#: Every route of ours, and what to ask of it without any account or link. No route may be missing.
ADDRESSES: dict[str, tuple[str, ...]] = {
    "/healthz": ("/healthz",),
    "/auth/sign-in": ("/auth/sign-in",),
    "/auth/sign-out": (),
    "/api/pulse": ("/api/pulse",),
    "/api/board": (f"/api/board?lang=ja&incident={INCIDENT}&role=shelter",),
    "/api/status.json": ("/api/status.json",),
    "/public": ("/public",),
    "/public/": ("/public/",),
    "/public/{path:path}": (),  # every file of it, below
    "/api/v1/reports": (),
    "/api/v1/reports/state": ("/api/v1/reports/state",),
    "/api/openapi.json": ("/api/openapi.json",),
    "/r/worker.js": ("/r/worker.js",),
    "/r/{token}": ("/r/abc", "/r/tsecretplace_shelter.1.x"),
    "/print/links": ("/print/links",),
    "/documents/report.pdf": ("/documents/report.pdf",),
    "/documents/places.pdf": ("/documents/places.pdf",),
    "/documents/lalert.xml": ("/documents/lalert.xml",),
    "/documents/lalert": ("/documents/lalert",),
    "/documents/roads/round.pdf": ("/documents/roads/round.pdf?day=2026-11-24",),
    "/documents/roads/round.csv": ("/documents/roads/round.csv",),
    "/documents/roads/round.gpx": ("/documents/roads/round.gpx",),
    "/documents/roads/queue.csv": ("/documents/roads/queue.csv",),
    "/documents/health/rejects.csv": ("/documents/health/rejects.csv?source=facilities",),
    "/documents/roads/posts.csv": ("/documents/roads/posts.csv",),
    "/documents/roads/posts.geojson": ("/documents/roads/posts.geojson",),
    "/documents/roads/posts.parquet": ("/documents/roads/posts.parquet",),
    "/open311/discovery.{form}": ("/open311/discovery.json", "/open311/discovery.xml"),
    "/open311/v2/services.{form}": ("/open311/v2/services.json",),
    "/open311/v2/services/{code}.{form}": ("/open311/v2/services/none.xml",),
    "/open311/v2/requests.{form}": ("/open311/v2/requests.json", "/open311/v2/requests.xml"),
    "/open311/v2/requests/{report_id:path}.{form}": ("/open311/v2/requests/r001.json",),
    "/feeds/{name:path}": tuple(f"/feeds/{one.name}" for one in open_files.FILES),
    "/data/v1/{name:path}": tuple(
        f"/data/v1/{name}"
        for name in (
            "facilities.csv",
            "facilities_shelter.geojson",
            "facilities.zip",
            "conformance.json",
            "131016_food_drive.csv",
        )
    ),  # every file of it, below
    "/signage": ("/signage", "/signage?lang=easy,zh"),
    "/signage/status.json": ("/signage/status.json",),
    "/tiles/posts/{z:int}/{x:int}/{y:int}.mvt": ("/tiles/posts/0/0/0.mvt?at=2026-11-21T05:00Z",),
    "/tiles/ground.json": ("/tiles/ground.json",),
    "/photos/post": ("/photos/post?id=r001",),
}


@dataclass
class Scene:
    city: City
    warehouse: Warehouse
    journal: Journal
    served: Served


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("hidden")
    city = load_city(write_small_city(folder))
    _hide(city)
    journal = open_journal(city)
    _tell(journal)
    with serving(folder) as served:
        yield Scene(city, open_warehouse(city), journal, served)
    journal.close()


def _hide(city: City) -> None:
    """A hidden place and statements about it and others, marked in every text column."""
    connection = database.connect(city.warehouse_path)
    try:
        for table, given in (
            ("facilities", "facility_id = 'p04:shelter'"),
            ("facility_status", "facility_id = 'p04:shelter'"),
            ("facility_status_history", "facility_id = 'p04:shelter'"),
            ("public_places", "place_id = 'places:other:4'"),
        ):
            columns = connection.execute(
                "SELECT column_name FROM duckdb_columns() WHERE data_type = 'VARCHAR' "
                "AND schema_name = 'marts' AND table_name = ?",
                [table],
            ).fetchall()
            kept = CODED | {"event_type", "opening", "crowding", "counters"}
            marked = {name: f"'{MARK}{name}'" for (name,) in columns if name not in kept}
            marked |= {"facility_id": f"'{HIDDEN}'", "place_id": f"'{MARK}place'"}
            marked = {name: value for name, value in marked.items() if (name,) in columns}
            numbers = {
                "facilities": {"is_public": "false", "capacity": COUNTS[0]},
                "public_places": {"is_public": "false"},
            }.get(table, {"headcount": COUNTS[1], "households": COUNTS[2]})
            replaced = ", ".join(f"{value} AS {name}" for name, value in (marked | numbers).items())
            connection.execute(
                f"INSERT INTO marts.{table} SELECT * REPLACE ({replaced}) "  # noqa: S608 - ours
                f"FROM marts.{table} WHERE {given}"
            )
        for table in ("facility_status", "facility_status_history"):
            counters = f'{{"{MARK}counter": {COUNTS[0]}}}'
            connection.execute(
                f"UPDATE marts.{table} SET note = '{MARK}note', counters = '{counters}', "  # noqa: S608
                f"households = {COUNTS[2]}, outside_headcount = {COUNTS[1]}"
            )
        connection.execute(
            f"UPDATE marts.facility_status_history SET reporter = '{MARK}reporter'"  # noqa: S608
        )
        # Posts: what strangers wrote, their photographs and who works on them.
        connection.execute(
            f"UPDATE marts.road_reports SET description = '{MARK}text ' || description, "  # noqa: S608
            f"photo_url = 'https://photos.invalid/{MARK}.jpg', assignee = '{MARK}crew', "
            f"address = '{MARK}address'"
        )
        connection.execute(f"UPDATE marts.road_report_history SET note = '{MARK}history'")  # noqa: S608
    finally:
        connection.close()


def _tell(journal: Journal) -> None:
    """One event of every kind, marked where the public must not read."""
    said: list[tuple[str, str, dict[str, Any]]] = [
        ("incident", INCIDENT, {"name": "見本区総合防災訓練", "note": f"{MARK}note"}),
        (
            "facility_status",
            "p02:temporary_stay",
            {
                "event_type": "status",
                "opening": "開設",
                "note": f"{MARK}note",
                "counters": {f"{MARK}counter": int(COUNTS[0])},
                "households": int(COUNTS[1]),
                "facility_name": f"{MARK}name",
            },
        ),
        ("facility_status", HIDDEN, {"event_type": "status", "opening": "開設"}),
        (
            "facility",
            "t0123456789ab_shelter",
            {
                "name": f"{MARK}temporary",
                "name_kana": f"{MARK}kana",
                "role": "shelter",
                "latitude": 35.69,
                "longitude": 139.75,
                "address": f"{MARK}address",
                "phone": f"{MARK}phone",
                "is_public": False,
                "note": f"{MARK}note",
            },
        ),
        (
            "facility_status",
            "t0123456789ab_shelter",
            {"event_type": "status", "opening": "開設", "headcount": int(COUNTS[1])},
        ),
        (
            "facility",
            "tba9876543210_shelter",
            {
                "name": "臨時の見本集会所",
                "role": "shelter",
                "note": f"{MARK}note",
                "is_public": True,
            },
        ),
        (
            "facility_status",
            "tba9876543210_shelter",
            {"event_type": "status", "opening": "開設", "headcount": 5},
        ),
        ("facility_join", "tffffffffffff_shelter", {"facility_id": HIDDEN, "note": f"{MARK}note"}),
        (
            "evacuation_order",
            "district-w",
            {"district_id": "district-w", "alert_level": 3, "note": f"{MARK}note"},
        ),
        ("disaster_message", "m-staff", {"text_ja": f"{MARK}message", "audience": "staff"}),
        ("disaster_message", "m-public", {"text_ja": "水を配っています", "audience": "public"}),
        (
            "desk_log",
            "log-1",
            {"category": "received", "text": f"{MARK}log", "counterpart": f"{MARK}caller"},
        ),
        ("road_closure", "road-1", {"reason": f"{MARK}reason", "source": f"{MARK}source"}),
        ("operator_link", HIDDEN, {"generation": 1, "action": "issued"}),
    ]
    for number, (kind, subject, payload) in enumerate(said):
        journal.append(
            kind,
            subject,
            payload,
            client_key=f"{MARK}key{number}",
            mode="training",
            observed_at=NOW - timedelta(minutes=1),
            incident_id=INCIDENT,
            reporter=f"{MARK}reporter",
        )
    decided: list[tuple[str, str, dict[str, Any]]] = [
        (
            "road_report",
            "r000",
            {
                "status": "対応中",
                "assignee": f"{MARK}crew",
                "note": f"{MARK}note",
                "answer": f"{MARK}answer",
                "referred_to": f"{MARK}addressee",
            },
        ),
        ("road_pair", "r001", {"other": "r002", "relation": "must_link", "note": f"{MARK}note"}),
        ("road_push", "r000", {"state": "sent", "answer": f"{MARK}answer"}),
    ]
    for number, (kind, subject, payload) in enumerate(decided):
        journal.append(
            kind,
            subject,
            payload,
            client_key=f"{MARK}road{number}",
            mode="real",
            observed_at=NOW - timedelta(minutes=1),
            reporter=f"{MARK}reporter",
        )
    told = {kind for kind, _, _ in (*said, *decided)}
    assert told == set(KINDS), "a new kind needs its marks here"


def leaks(said: bytes) -> list[str]:
    """Which secrets stand in it, as text or escaped as JSON does."""
    escaped = MARK.encode("unicode_escape")
    secrets = [MARK.encode(), escaped, escaped.replace(b"\\u", b"\\\\u")]
    secrets += [one.encode() for one in (*COUNTS, *STAFF_ONLY, "例題福祉センター")]
    return [secret.decode("utf-8", "replace") for secret in secrets if secret in said]


def test_the_marks_are_there_for_those_who_may_see_them(scene: Scene) -> None:
    everything = scene.warehouse.frame("FROM wh.marts.facilities").to_csv()
    assert (everything.count(MARK) > 10, COUNTS[0] in everything) == (True, True)


@pytest.mark.parametrize("page", PUBLIC_PAGES, ids=lambda page: page.key)
def test_no_public_page_tells(scene: Scene, page: PageEntry) -> None:
    for lang in page.languages(scene.city):
        asked = f"lang={lang}&show=all&q={MARK}"
        for query in (f"lang={lang}", asked):
            sent = visit(scene.served, page.url_path, query=query)
            assert sent.shown == page.url_path
            # What was typed comes back in the field it was typed in, and in no other place.
            found = leaks(sent.raw)
            assert found == ([] if query != asked else [one for one in found if one == MARK])
            assert not sent.holds(f"{MARK}name")
            assert not sent.holds("Traceback")


def test_no_file_of_the_site_tells_and_what_is_public_is_there(scene: Scene) -> None:
    site = files(facts.gather(scene.city, scene.warehouse, scene.journal, now=NOW))
    assert {path: leaks(content) for path, content in site.items() if leaks(content)} == {}
    for words in ("臨時の見本集会所", "水を配っています"):
        assert words in site["ja/shelters.html"].decode()
        assert words in site["status.json"].decode()
    for path in site:
        assert leaks(_get(scene, f"/public/{path}")) == [], path


def test_no_open_file_tells(scene: Scene) -> None:
    found = facts.gather(scene.city, scene.warehouse, scene.journal, now=NOW)
    made = open_files.every_file(open_files.Ground(found, scene.warehouse, scene.journal))
    for table in datasets.PUBLIC_TABLES:
        made[table.key] = (
            datasets.public_table(scene.warehouse, scene.city, table).frame.to_csv().encode()
        )
    assert {name: leaks(content) for name, content in made.items() if leaks(content)} == {}
    made |= data_files.data_files(scene.city, scene.warehouse).files()
    assert {name: leaks(content) for name, content in made.items() if leaks(content)} == {}
    cp932 = made["evacuation_space_cp932.csv"].decode("cp932")
    assert MARK not in cp932


def test_every_route_is_looked_at_and_none_tells(scene: Scene) -> None:
    assert {route.path for route in app._user_routes} == set(ADDRESSES)
    for addresses in ADDRESSES.values():
        for address in addresses:
            content = _get(scene, address)
            assert leaks(content) == [], address
            # Prints are the staff's, and their text is packed: none may come at all.
            assert not content.startswith(b"%PDF"), address


def _get(scene: Scene, address: str) -> bytes:
    try:
        url = f"{scene.served.url}{address}"
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - loopback
            content: bytes = answer.read()
    except HTTPError as refused:
        content = refused.read()
    return content


def test_the_folder_of_a_published_site_holds_nothing_else(scene: Scene, tmp_path: Path) -> None:
    from machimori.site.write import write

    found = facts.gather(scene.city, scene.warehouse, scene.journal, now=NOW)
    release = write(tmp_path / "www", files(found))
    written = [path for path in release.rglob("*") if path.is_file()]
    contents = {str(path.relative_to(release)): path.read_bytes() for path in sorted(written)}
    packed = {name: content for name, content in contents.items() if name.endswith(".gz")}
    plain = {name: content for name, content in contents.items() if name not in packed}
    assert set(plain) == set(files(found))
    assert {name: gzip.decompress(content) for name, content in packed.items()} == {
        name: plain[name.removesuffix(".gz")] for name in packed
    }
    assert [name for name, content in plain.items() if leaks(content)] == []
