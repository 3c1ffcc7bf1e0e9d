"""Who published what: every line kept, none read into another's source."""

from __future__ import annotations

from datetime import UTC, datetime

from machimori.city import City
from machimori.store import publish_log
from machimori.store.publish_log import Publication


def published(source_id: str, minute: int, **more: str) -> Publication:
    stated = {
        "file": "状況.csv",
        "sha256": "ab",
        "name": "見本 花子",
        "section": "情報課",
        "way": "added",
        "outcome": "taken",
    }
    at = datetime(2026, 11, 21, 5, minute, tzinfo=UTC)
    return Publication(at=at, source_id=source_id, **stated | more)


def test_publications_come_back_newest_first(chiyoda: City) -> None:
    first, other = published("status", 1), published("shelters", 2)
    last = published("status", 3, file='a\n"b"', name="", outcome="held_back")
    for one in (first, other, last):
        publish_log.append(chiyoda, one)
    assert publish_log.of_source(chiyoda, "status") == [last, first]
    assert publish_log.of_source(chiyoda, "status", most=1) == [last]
    assert publish_log.path_of(chiyoda).stat().st_mode & 0o777 == 0o600


def test_no_log_and_a_torn_line(chiyoda: City) -> None:
    assert publish_log.of_source(chiyoda, "status") == []
    publish_log.append(chiyoda, published("status", 1))
    with publish_log.path_of(chiyoda).open("a", encoding="utf-8") as file:
        file.write('{"at": "2026-\n[]\n')
    publish_log.append(chiyoda, published("status", 2))
    assert [one.at.minute for one in publish_log.of_source(chiyoda, "status")] == [2, 1]
