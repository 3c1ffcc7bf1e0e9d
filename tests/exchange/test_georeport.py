"""Open311's parameters and documents, held against the facts of the published schemas."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from machimori.exchange import georeport, safe_xml
from machimori.exchange.georeport import Problem

NOW = datetime(2026, 11, 21, 5, 6, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Tokyo")
#: GeoReport v2, GET requests: what is required, of which type, and what may be null.
REQUIRED = {"service_request_id": str, "status": str, "service_code": str,
            "requested_datetime": str}  # fmt: skip
NULLABLE = {name: str for name in georeport.REQUEST_FIELDS if name not in REQUIRED} | {
    "lat": float,
    "long": float,
}
ROW = {
    "service_request_id": "r1",
    "status": "open",
    "status_notes": "対応中",
    "service_name": "道路のへこみ",
    "category": "道路のへこみ",
    "agency_responsible": None,
    "requested_at": datetime.fromisoformat("2026-11-01T00:00:00"),
    "updated_at": datetime.fromisoformat("2026-10-01T00:00:00"),
    "due_at": None,
    "address": "見本町1番\x00<b>",
    "latitude": 35.68,
    "longitude": 139.75,
    "description": None,
    "media_url": None,
}


def follows_schema(entry: dict[str, Any]) -> None:
    assert list(entry) == list(georeport.REQUEST_FIELDS)
    for name, kind in REQUIRED.items():
        assert isinstance(entry[name], kind), name
    for name, kind in NULLABLE.items():
        assert entry[name] is None or isinstance(entry[name], kind), name
    assert entry["status"] in ("open", "closed")
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert entry[name] is None or datetime.fromisoformat(entry[name]).tzinfo is not None


def parsed(**given: str) -> georeport.Query:
    return georeport.parse(given, code="131016", now=NOW, zone=ZONE)


def test_a_request_follows_the_schema_and_updates_never_come_first() -> None:
    entry = georeport.request(ROW, ZONE)
    follows_schema(entry)
    assert entry["requested_datetime"] == "2026-11-01T09:00:00+09:00"
    assert entry["updated_datetime"] == entry["requested_datetime"]
    long = georeport.request(ROW | {"description": "x" * 9_000}, ZONE)
    assert len(long["description"]) == 4_000


def test_both_formats_say_the_same() -> None:
    entry = georeport.request(ROW, ZONE)
    (told,) = json.loads(georeport.requests_document([entry], "json"))
    assert told == entry
    root = safe_xml.parse(georeport.requests_document([entry], "xml"))
    assert (root.tag, [one.tag for one in root]) == ("service_requests", ["request"])
    (request,) = root
    assert {one.tag: one.text for one in request} == {
        name: None if value is None else str(value).replace("\x00", "")
        for name, value in entry.items()
    }


def test_services_definition_errors_and_discovery() -> None:
    service = georeport.service("側溝", "側溝")
    assert list(service) == list(georeport.SERVICE_FIELDS)
    root = safe_xml.parse(georeport.services_document([service], "xml"))
    assert (root.tag, root[0].findtext("metadata")) == ("services", "false")
    assert json.loads(georeport.definition_document("c1", "json")) == {
        "service_code": "c1",
        "attributes": [],
    }
    problem = Problem(403, "api_key is missing or does not hold")
    assert json.loads(georeport.problem_document(problem, "json")) == [
        {"code": 403, "description": problem.description}
    ]
    errors = safe_xml.parse(georeport.problem_document(problem, "xml"))
    assert (errors.tag, errors[0].tag, errors[0].findtext("code")) == ("errors", "error", "403")
    found = json.loads(
        georeport.discovery_document(
            contact="",
            key_service="",
            address="https://x.example/open311/v2",
            changed_at=NOW,
            form="json",
        )  # fmt: skip
    )
    assert found["endpoints"][0]["formats"] == ["json", "xml"]


def test_a_window_is_ninety_days_and_ids_put_everything_else_aside() -> None:
    default = parsed()
    assert (default.end, default.end - default.start) == (NOW, timedelta(days=90))
    assert default.page_size == 1_000
    only_start = parsed(start_date="2026-01-01T00:00:00+09:00")
    assert only_start.end - only_start.start == timedelta(days=90)
    only_end = parsed(end_date="2026-03-01T00:00:00Z")
    assert only_end.end - only_end.start == timedelta(days=90)
    assert parsed(service_request_id="a, b", status="open").ids == ("a", "b")
    assert parsed(start_date="2026-11-01T00:00:00 09:00").start == datetime(
        2026, 10, 31, 15, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"jurisdiction_id": "elsewhere"}, 404),
        ({"start_date": "yesterday"}, 400),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400),
        ({"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, 400),
        ({"status": "fixed"}, 400),
        ({"page": "0"}, 400),
        ({"page_size": "1001"}, 400),
        ({"end_date": "0001-01-01T00:00:00+14:00"}, 400),
    ],
)
def test_what_cannot_be_read_is_an_error_of_the_format(given: dict[str, str], status: int) -> None:
    with pytest.raises(Problem) as refused:
        parsed(**given)
    assert refused.value.status == status


def test_codes_of_services_stand_in_any_address() -> None:
    codes = {georeport.service_code(one) for one in ("道路のへこみ", "側溝,水たまり", "a/b", None)}
    assert len(codes) == 4
    assert all(one.isalnum() for one in codes)
