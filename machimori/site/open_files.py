"""Every file of open formats that anybody may have, in one list: name, kind, and how it is made.

Whatever is public in a foreign format stands here, so that a test can ask for all of it and look
for what must not be in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from machimori.domain.vocabulary import Role
from machimori.exchange import atom, cap, geojson, standard_03
from machimori.exchange.cap import Alert
from machimori.site.cap_messages import CapMessages, sender
from machimori.site.facts import Facts
from machimori.site.status_json import stamp
from machimori.store.journal import EventLog
from machimori.store.queries import datasets, places
from machimori.store.warehouse import Warehouse
from machimori.wording import text, word

CSV = "text/csv; charset=utf-8"
CSV_CP932 = "text/csv; charset=windows-31j"
#: Messages in the feed, newest first; each message stays at its own address.
MOST_ENTRIES = 100
#: Free space is told in tens: a count some minutes old is no more exact.
_FREE_IN = 10
_FACILITY = (
    "name", "name_kana", "name_en", "role", "municipality_code", "address", "position_precision",
    "capacity", "capacity_indoor", "capacity_outdoor", "capacity_basis", "accepts",
    "hazard_flood", "hazard_landslide", "hazard_storm_surge", "hazard_earthquake",
    "hazard_tsunami", "hazard_large_fire", "hazard_inland_flood", "hazard_volcano",
    "a11y_step_free", "a11y_accessible_toilet", "a11y_elevator", "is_temporary", "source",
    "is_sample", "as_of",
)  # fmt: skip
_STATUS = (
    "name", "name_en", "role", "role_name", "address", "opening", "crowding", "freshness",
    "confirmed_at", "free", "capacity", "is_temporary",
)  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What all files of one moment are made from: the public facts, and the two stores."""

    facts: Facts
    warehouse: Warehouse
    journal: EventLog | None

    def alerts(self) -> list[Alert]:
        """CAP messages of the incident in force, oldest first; none in peacetime."""
        if self.facts.incident is None:
            return []
        found = CapMessages(self.facts.city, self.warehouse, self.journal, self.facts.incident)
        return found.alerts()


@dataclass(frozen=True)
class OpenFile:
    """One file. ``name`` is what stands after ``/feeds/``."""

    name: str
    media_type: str
    make: Callable[[Ground], bytes]


def facilities_geojson(on: Ground) -> bytes:
    """All public places of the lists, a place once per role, without any state."""
    table = next(one for one in datasets.PUBLIC_TABLES if one.key == "facilities")
    rows = datasets.public_table(on.warehouse, on.facts.city, table).frame
    newest = rows["as_of"].max()
    about = {**_about(on.facts, "facilities"), "as_of": None if pd.isna(newest) else newest}
    return geojson.collection(_records(rows), _FACILITY, about)


def status_geojson(on: Ground) -> bytes:
    """Public places with what may be said of them now; in peacetime there is nothing to say."""
    facts = on.facts
    shown = facts.places.iloc[:0] if facts.incident is None else facts.places
    records = [
        {
            **row,
            "role_name": word("role", row["role"], "ja"),
            "opening": row["opening_shown"],
            "crowding": row["crowding_shown"],
            "free": None if row["free"] is None else int(row["free"]) // _FREE_IN * _FREE_IN,
        }
        for row in _records(shown)
    ]
    newest = None if shown.empty else shown["confirmed_at"].max()
    about = _about(facts, "status") | {
        "incident": facts.incident.name if facts.incident else None,
        "mode": facts.incident.mode if facts.incident else "peace",
        "as_of": stamp(newest),
        "judged_at": stamp(facts.now.replace(second=0, microsecond=0)),
    }
    return geojson.collection(records, _STATUS, about)


def sites_csv(on: Ground) -> bytes:
    """指定緊急避難場所一覧 of the municipal standard, UTF-8 with its mark."""
    return standard_03.write(_sites(on))


def sites_csv_cp932(on: Ground) -> bytes:
    """The same in CP932."""
    return standard_03.write(_sites(on), encoding="cp932")


def alerts_atom(on: Ground) -> bytes:
    """The newest CAP messages, newest first."""
    city, facts = on.facts.city, on.facts
    alerts = on.alerts()[::-1][:MOST_ENTRIES]
    base = city.base_url.rstrip("/")
    entries = tuple(
        atom.Entry(
            entry_id=f"urn:cap:{one.sender}:{one.identifier}",
            title=next((info.headline or info.event for info in one.infos), one.msg_type),
            updated=one.sent,
            link=f"{base}/feeds/{cap_name(one)}",
            category=one.status,
        )
        for one in alerts
    )
    feed = atom.Feed(
        feed_id=f"urn:cap:{sender(city)}:feed",
        title=text("cap.title", "ja", place=city.name),
        subtitle=_mark(facts),
        updated=alerts[0].sent if alerts else on.warehouse.build.built_at,
        link=f"{base}/feeds/alerts.atom",
        author=city.name,
        entries=entries,
    )
    return atom.write(feed, city.zone)


def cap_name(alert: Alert) -> str:
    """Name of a message's file."""
    return f"cap/{alert.identifier}.xml"


def cap_files(on: Ground) -> dict[str, bytes]:
    """Every message of the incident in force by its name."""
    return {cap_name(one): cap.write(one, on.facts.city.zone) for one in on.alerts()}


FILES = (
    OpenFile("facilities.geojson", geojson.MEDIA_TYPE, facilities_geojson),
    OpenFile("status.geojson", geojson.MEDIA_TYPE, status_geojson),
    OpenFile("evacuation_space.csv", CSV, sites_csv),
    OpenFile("evacuation_space_cp932.csv", CSV_CP932, sites_csv_cp932),
    OpenFile("alerts.atom", atom.MEDIA_TYPE, alerts_atom),
)


def every_file(on: Ground) -> dict[str, bytes]:
    """All of them with their content, the CAP messages included: for a copy, and for tests."""
    return {one.name: one.make(on) for one in FILES} | cap_files(on)


def _sites(on: Ground) -> list[list[str]]:
    rows = [
        row
        for row in _records(places.places(on.warehouse, on.journal))
        if row["is_public"] and not row["is_temporary"]
    ]
    shelters = frozenset(row["place_id"] for row in rows if row["role"] == Role.SHELTER)
    sites = [row for row in rows if row["role"] == Role.EVACUATION_SITE]
    return standard_03.rows(sites, municipality=on.facts.city.name, shelters=shelters)


def _about(facts: Facts, what: str) -> dict[str, Any]:
    return {
        "title": f"{facts.city.name} {what}",
        "municipality_code": facts.city.code,
        "is_sample": facts.is_sample,
        "label": _mark(facts) or None,
    }


def _mark(facts: Facts) -> str:
    """What a reader must know first: a drill, or generated data."""
    if facts.incident is not None and facts.incident.mode == "training":
        return text("band.training", "ja")
    return text("band.sample", "ja") if facts.is_sample else ""


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries, every shape of NULL as None."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {str(key): _plain(value) for key, value in row.items()} for row in plain.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
