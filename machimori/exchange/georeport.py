"""Open311 GeoReport v2, the side that answers: parameters in, services and requests out. Pure.

Source: the GeoReport v2 specification and its schemas (docs/open311.md). XML must be offered, JSON
may; times carry their zone; an error is a list of code and description. ``page`` and ``page_size``
are extensions that other servers have too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from lxml import etree

from machimori.exchange import safe_xml
from machimori.exchange.open311 import WINDOW

JSON, XML = "application/json; charset=utf-8", "text/xml; charset=utf-8"
MEDIA_TYPES = {"json": JSON, "xml": XML}
#: The most one answer holds.
MOST_REQUESTS = 1_000
STATUSES = ("open", "closed")
SERVICE_FIELDS = (
    "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
)  # fmt: skip
REQUEST_FIELDS = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
)  # fmt: skip
_LONGEST_DESCRIPTION = 4_000
#: Code of posts whose category nobody stated.
NO_CATEGORY = "none"


@dataclass(frozen=True)
class Problem(Exception):
    """A request that gets no answer: HTTP status, and what is wrong with it."""

    status: int
    description: str


@dataclass(frozen=True)
class Query:
    """What is asked for. Times are aware; ``ids`` puts everything else aside."""

    ids: tuple[str, ...]
    services: tuple[str, ...]
    statuses: tuple[str, ...]
    start: datetime
    end: datetime
    page: int
    page_size: int


def service_code(category: str | None) -> str:
    """A code of a category that stands in any address and list, and stays the same."""
    if not category:
        return NO_CATEGORY
    return "c" + hashlib.blake2b(category.encode(), digest_size=5).hexdigest()


def parse(given: Mapping[str, str], *, code: str, now: datetime, zone: tzinfo) -> Query:
    """The parameters of GET requests.

    Args:
        given: names and values of the address; unknown names are passed over, as the format wants.
        code: of the municipality, its jurisdiction_id.
        now: aware; the end of the default window.
        zone: of times that carry none.

    Raises:
        Problem: 400 for a value that can't be read, 404 for another jurisdiction.
    """
    check_jurisdiction(given, code)
    start, end = (_moment(given, name, zone) for name in ("start_date", "end_date"))
    if end is None:
        end = now if start is None else min(start + WINDOW, max(now, start))
    if start is None:
        start = end - WINDOW
    if start > end:
        raise Problem(400, "start_date is after end_date")
    if end - start > WINDOW + timedelta(days=1):
        raise Problem(400, f"start_date and end_date span at most {WINDOW.days} days")
    statuses = _listed(given, "status")
    if unknown := [one for one in statuses if one not in STATUSES]:
        raise Problem(400, f"status is open or closed, not {unknown[0][:40]!r}")
    return Query(
        ids=_listed(given, "service_request_id"),
        services=_listed(given, "service_code"),
        statuses=statuses,
        start=start,
        end=end,
        page=_whole(given, "page", 1, 1_000_000),
        page_size=_whole(given, "page_size", MOST_REQUESTS, MOST_REQUESTS),
    )


def check_jurisdiction(given: Mapping[str, str], code: str) -> None:
    """One server, one jurisdiction.

    Raises:
        Problem: 404 where another one is asked for.
    """
    if given.get("jurisdiction_id", code) != code:
        raise Problem(404, "jurisdiction_id was not found")


def service(category: str | None, name: str) -> dict[str, Any]:
    """One entry of GET services; what is asked of a reporter (metadata) we have none."""
    return {
        "service_code": service_code(category),
        "service_name": name,
        "description": name,
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": "",
    }


def request(row: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """One entry of GET requests from a row that has our own names; unknown is null.

    Args:
        row: service_request_id, status (open or closed), status_notes, service_name, category,
            agency_responsible, requested_at, updated_at, due_at (naive UTC), address, latitude,
            longitude, description, media_url; a name that is missing is null.
        zone: times are told in it.
    """
    requested, updated = row.get("requested_at"), row.get("updated_at")
    if requested is not None and updated is not None:
        updated = max(requested, updated)  # as readers of the format hold it
    description = row.get("description")
    return {
        "service_request_id": str(row["service_request_id"]),
        "status": row["status"],
        "status_notes": row.get("status_notes"),
        "service_name": row.get("service_name"),
        "service_code": service_code(row.get("category")),
        "description": None if description is None else str(description)[:_LONGEST_DESCRIPTION],
        "agency_responsible": row.get("agency_responsible"),
        "service_notice": None,
        "requested_datetime": stamp(requested, zone),
        "updated_datetime": stamp(updated, zone),
        "expected_datetime": stamp(row.get("due_at"), zone),
        "address": row.get("address"),
        "address_id": None,
        "zipcode": None,
        "lat": row.get("latitude"),
        "long": row.get("longitude"),
        "media_url": row.get("media_url"),
    }


def stamp(moment: datetime | None, zone: tzinfo) -> str | None:
    """W3C date-time with its zone, from naive UTC."""
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC).astimezone(zone).isoformat(timespec="seconds")


def discovery_document(
    *, contact: str, key_service: str, address: str, changed_at: datetime, form: str
) -> bytes:
    """What the server offers: one endpoint, in both formats.

    Args:
        contact: whom to ask.
        key_service: how one comes by a key, in words.
        address: of the endpoint.
        changed_at: aware; since when the data stand as they do.
        form: json or xml.
    """
    changed = changed_at.isoformat(timespec="seconds")
    endpoint: dict[str, Any] = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": address,
        "changeset": changed,
        "type": "production",
        "formats": list(MEDIA_TYPES),
    }
    about = {"changeset": changed, "contact": contact, "key_service": key_service}
    if form == "json":
        return _json({**about, "endpoints": [endpoint]})
    root = etree.Element("discovery")
    for name, value in about.items():
        _child(root, name, value)
    element = etree.SubElement(etree.SubElement(root, "endpoints"), "endpoint")
    for name, value in endpoint.items():
        if isinstance(value, list):
            formats = etree.SubElement(element, name)
            for one in value:
                _child(formats, "format", one)
        else:
            _child(element, name, value)
    return safe_xml.written(root)


def services_document(entries: Iterable[Mapping[str, Any]], form: str) -> bytes:
    """GET services."""
    return _document("services", "service", list(entries), form)


def requests_document(entries: Iterable[Mapping[str, Any]], form: str) -> bytes:
    """GET requests and GET requests/{id}: a list in either case."""
    return _document("service_requests", "request", list(entries), form)


def definition_document(code: str, form: str) -> bytes:
    """GET services/{code}: no service of ours asks a reporter for more."""
    if form == "json":
        return _json({"service_code": code, "attributes": []})
    root = etree.Element("service_definition")
    _child(root, "service_code", code)
    etree.SubElement(root, "attributes")
    return safe_xml.written(root)


def problem_document(problem: Problem, form: str) -> bytes:
    """The list of errors the format has."""
    entry = {"code": problem.status, "description": problem.description}
    return _document("errors", "error", [entry], form)


def _document(
    root_name: str, entry_name: str, entries: Sequence[Mapping[str, Any]], form: str
) -> bytes:
    if form == "json":
        return _json(entries)
    root = etree.Element(root_name)
    for entry in entries:
        element = etree.SubElement(root, entry_name)
        for name, value in entry.items():
            _child(element, name, value)
    return safe_xml.written(root)


def _child(parent: etree._Element, name: str, value: Any) -> None:
    element = etree.SubElement(parent, name)
    if isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = safe_xml.clean(str(value))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1).encode()


def _listed(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in given.get(name, "").split(",") if part.strip())


def _moment(given: Mapping[str, str], name: str, zone: tzinfo) -> datetime | None:
    written = given.get(name, "").strip().replace(" ", "+")
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise Problem(400, f"{name} is no W3C date-time") from wrong


def _whole(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    written = given.get(name, "").strip()
    if not written:
        return default
    if not (written.isascii() and written.isdigit()) or not 1 <= int(written[:12]) <= most:
        raise Problem(400, f"{name} is a whole number from 1 to {most}")
    return int(written)
