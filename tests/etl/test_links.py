"""Links of the catalogue: tried on demand, told with the day by the build, never by a page."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from etl import links
from etl.links import Tried
from machimori import database
from machimori.city import City

DAY = date(2026, 11, 20)


class Answer(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response({"/gone": 404, "/no-head": 405, "/shut": 503}.get(self.path, 200))
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(410 if self.path == "/gone" else 206)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing to tell."""


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()
        thread.join()


def test_only_what_is_gone_is_dead(server: str) -> None:
    paths = ("/there", "/gone", "/no-head", "/shut", "/gone")
    found = links.try_links([f"{server}{path}" for path in paths], on=DAY)
    assert [(one.url.removeprefix(server), one.status, one.is_dead) for one in found] == [
        ("/there", 200, False),
        ("/gone", 404, True),
        ("/no-head", 206, False),
        ("/shut", 503, False),
    ]
    silent = links.try_links(["http://127.0.0.1:9/x"], on=DAY)
    assert [(one.status, one.is_dead) for one in silent] == [(None, False)]


def test_the_build_tells_it_with_the_day(chiyoda: City) -> None:
    links.keep(chiyoda, [Tried("https://x.invalid/a.csv", 404, DAY), Tried("b", 200, DAY)])
    connection = database.connect()
    connection.execute(
        "CREATE SCHEMA marts; CREATE TABLE marts.open_datasets AS FROM (VALUES "
        "('a', 'https://x.invalid/a.csv', '[{\"kind\": \"not_utf8\"}]', 'valid'), "
        "('b', 'b', NULL, 'valid')) AS one(dataset_id, url, errors, conformance)"
    )
    assert links.mark_dead(connection, chiyoda) == 1
    rows = connection.execute("SELECT errors, conformance FROM marts.open_datasets").fetchall()
    connection.close()
    assert [(json.loads(errors or "[]"), conformance) for errors, conformance in rows] == [
        ([{"kind": "not_utf8"}, {"kind": "dead_link", "date": "2026-11-20"}], "invalid"),
        ([], "valid"),
    ]


def test_nobody_tried_is_nothing_told(chiyoda: City) -> None:
    assert links.kept(chiyoda) == []
