"""Dead links of the catalogue: tried by ``python -m etl links``, told with the day by every build.

Nobody's page view asks a foreign server. What was found lies in ``data_dir/raw/links.json``, so a
build from the raw copies gives the same rows. Dead is what its server says is gone (404, 410); a
server that doesn't answer, or lets no tool in, says nothing about the link.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import httpx

from etl.download import USER_AGENT
from etl.raw_copies import now
from machimori import database
from machimori.city import City

GONE = frozenset({404, 410})
#: Servers that know no HEAD are asked for the first byte.
_NO_HEAD = frozenset({400, 403, 405, 501})
_AT_ONCE = 4
_TIMEOUT_S = 15.0


@dataclass(frozen=True)
class Tried:
    """What a link's server said, on a day; ``status`` None: it didn't answer."""

    url: str
    status: int | None
    tried_on: date

    @property
    def is_dead(self) -> bool:
        """Whether the server says there is nothing."""
        return self.status in GONE


def path_of(city: City) -> Path:
    """Where the findings lie."""
    return city.data_path / "raw" / "links.json"


def try_links(urls: Iterable[str], *, on: date) -> list[Tried]:
    """Ask each address once."""
    wanted = list(dict.fromkeys(urls))
    headers = {"User-Agent": USER_AGENT}
    with (
        httpx.Client(follow_redirects=True, timeout=_TIMEOUT_S, headers=headers) as client,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        statuses = list(pool.map(lambda url: _status(client, url), wanted))
    return [Tried(url, status, on) for url, status in zip(wanted, statuses, strict=True)]


def _status(client: httpx.Client, url: str) -> int | None:
    try:
        status = client.head(url).status_code
        if status in _NO_HEAD:
            with client.stream("GET", url, headers={"Range": "bytes=0-0"}) as answer:
                status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    return status


def check(city: City) -> list[Tried]:
    """Try every web address of the catalogue in the warehouse and keep what was found.

    Raises:
        duckdb.Error: there is no warehouse with a catalogue.
    """
    connection = database.connect()
    try:
        connection.execute(f"ATTACH {database.literal(str(city.warehouse_path))} AS wh (READ_ONLY)")
        rows = connection.execute(
            "SELECT DISTINCT url FROM wh.marts.open_datasets "
            "WHERE regexp_matches(url, '^https?://') ORDER BY url"
        ).fetchall()
    finally:
        connection.close()
    found = try_links((url for (url,) in rows), on=now().astimezone(city.zone).date())
    keep(city, found)
    return found


def keep(city: City, found: Iterable[Tried]) -> None:
    """Write the findings in one step."""
    document = {one.url: [one.status, one.tried_on.isoformat()] for one in found}
    path = path_of(city)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(".part")
    made.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    made.replace(path)


def kept(city: City) -> list[Tried]:
    """The findings of the last time; none where nobody tried."""
    try:
        document = json.loads(path_of(city).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [Tried(url, one[0], date.fromisoformat(one[1])) for url, one in document.items()]


def mark_dead(connection: duckdb.DuckDBPyConnection, city: City) -> int:
    """Tell dead links among the errors of their dataset; what nobody can fetch is not valid.

    Returns the number of datasets marked.
    """
    dead = {one.url: one for one in kept(city) if one.is_dead}
    if not dead:
        return 0
    rows = connection.execute(
        "SELECT dataset_id, url, errors, conformance FROM marts.open_datasets"
    ).fetchall()
    marked = [row for row in rows if row[1] in dead]
    for dataset, url, errors, conformance in marked:
        told = [
            *(json.loads(errors) if errors else []),
            {"kind": "dead_link", "date": dead[url].tried_on.isoformat()},
        ]
        connection.execute(
            "UPDATE marts.open_datasets SET errors = ?, conformance = ? "
            "WHERE dataset_id = ? AND url = ?",
            [
                json.dumps(told, ensure_ascii=False),
                "invalid" if conformance == "valid" else conformance,
                dataset,
                url,
            ],
        )
    return len(marked)
