"""status.json: the state of the reported places as absolute times, for pages and for machines.

The reader judges every age by itself (docs/public_status.md has the schema). Places nobody has
spoken of, hidden ones, notes, reporters and counters are not in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from machimori.domain.vocabulary import Crowding, Role
from machimori.site.facts import Facts
from machimori.wording import LANGUAGES, numbers

#: Raised when a field changes its meaning or goes; new fields may come without that.
VERSION = 1


def status(facts: Facts) -> dict[str, Any]:
    """The document. Times are ISO 8601 in UTC; what is unknown is null, never 0."""
    said = {
        "incident": _incident(facts),
        "ageing": _ageing(facts),
        "orders": _orders(facts),
        "messages": _messages(facts),
        "places": [_place(record) for record in facts.reported.to_dict("records")],
    }
    return {
        "version": VERSION,
        "municipality": {"code": facts.city.code, "name": facts.city.name},
        "is_sample": facts.is_sample,
        "revision": facts.revision,
        "layout": layout(said, facts.revision.rpartition("-")[0]),
        "checked_at": stamp(facts.now.replace(second=0, microsecond=0)),
        "clock": stamp(facts.now) if facts.is_clock_standing else None,
        **said,
    }


def encoded(document: Mapping[str, Any]) -> bytes:
    """The file: UTF-8, without blanks."""
    written = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return written.encode()


def layout(document: Mapping[str, Any], build: str) -> str:
    """Changes when a page has to be fetched anew: other places, orders, messages or incident.

    Args:
        document: the parts that say so.
        build: the warehouse's generation, since names and capacities come with it.
    """
    parts = [
        build,
        document["incident"],
        document["orders"],
        document["messages"],
        sorted(one["id"] for one in document["places"]),
    ]
    written = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def stamp(moment: datetime | None) -> str | None:
    """``2026-11-21T05:05:00Z`` of an aware time, or of a naive one in UTC; NULL stays NULL."""
    if moment is None or numbers.is_missing(moment):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _incident(facts: Facts) -> dict[str, Any] | None:
    if facts.incident is None:
        return None
    return {
        "name": facts.incident.name,
        "mode": facts.incident.mode,
        "started_at": stamp(facts.incident.started_at),
    }


def _ageing(facts: Facts) -> dict[str, dict[str, int]]:
    rules = {str(role): facts.city.age_rule(role) for role in Role}
    return {
        role: {"stale_minutes": rule.stale_minutes, "unknown_minutes": rule.unknown_minutes}
        for role, rule in rules.items()
    }


def _orders(facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "alert_level": one.alert_level,
            "district": None if one.district is None else one.district.name,
            "district_id": one.district_id,
            "issued_at": stamp(one.issued_at),
        }
        for one in facts.orders
    ]


def _messages(facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "issued_at": stamp(one.issued_at),
            "district_id": one.district_id,
            "texts": {lang: one.texts[lang] for lang in LANGUAGES if one.texts.get(lang)},
            "machine_translated": sorted(one.machine_translated),
        }
        for one in facts.messages
    ]


def _place(record: Mapping[Any, Any]) -> dict[str, Any]:
    """One place and role. The words are those stated; whether they still hold is for the reader."""
    return {
        "id": record["facility_id"],
        "name": record["name"],
        "role": record["role"],
        "latitude": _degrees(record["latitude"]),
        "longitude": _degrees(record["longitude"]),
        "opening": record["opening_shown"] if record["is_initial"] else _word(record["opening"]),
        "opening_at": stamp(record["opening_confirmed_at"]),
        "is_initial": bool(record["is_initial"]),
        "crowding": _word(record["crowding"]),
        "crowding_at": stamp(record["crowding_confirmed_at"]),
        "crowding_by_count": _known(record["crowding_by_count"]),
        "free": _count(record["free_stated"]),
        "free_at": stamp(record["headcount_confirmed_at"]),
        "confirmed_at": stamp(record["confirmed_at"]),
        "is_temporary": bool(record["is_temporary"]),
    }


def _word(value: Any) -> str | None:
    return None if numbers.is_missing(value) else str(value)


def _known(crowding: str) -> str | None:
    return None if crowding == Crowding.UNKNOWN else crowding


def _count(value: float) -> int | None:
    return None if numbers.is_missing(value) else int(value)


def _degrees(value: float) -> float | None:
    return None if numbers.is_missing(value) else round(float(value), 6)
