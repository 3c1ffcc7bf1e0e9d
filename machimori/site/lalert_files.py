"""The next revision of an incident's L-Alert document: what it says, loses, and says anew."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from machimori.city import City
from machimori.domain.vocabulary import Mode
from machimori.exchange import lalert_reading
from machimori.exchange.lalert import Information, Sending, ShelterState, sending
from machimori.exchange.lalert_changes import Changes, changes
from machimori.exchange.lalert_document import REPORT, UPDATE, Document, write
from machimori.store import issued
from machimori.store.issued import Issued
from machimori.store.journal import EventLog
from machimori.store.queries.board import Incident
from machimori.store.queries.shelter_states import public_states
from machimori.store.warehouse import Warehouse
from machimori.wording import text

_MOST_NAMED = 5
_AS_THEY_ARE = (
    "facility_id", "name", "role", "opening", "name_kana", "address", "phone", "latitude",
    "longitude", "is_temporary", "crowding",
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A revision that could be sent now."""

    document: Document
    sending: Sending
    changes: Changes
    content: bytes
    before: Issued | None

    @property
    def has_news(self) -> bool:
        """Whether it says anything that the last revision did not."""
        return self.before is None or not self.changes.is_empty


def document_id(city: City, incident: Incident) -> str:
    """Always the same for an incident: revisions of one document replace each other."""
    said = f"{city.code} {incident.mode} {incident.incident_id or ''}"
    return str(uuid.UUID(hashlib.sha256(said.encode()).hexdigest()[:32]))


def draft(
    city: City, warehouse: Warehouse, journal: EventLog | None, incident: Incident, *, now: datetime
) -> Draft:
    """The next revision, held against the last one issued."""
    document = document_id(city, incident)
    before = issued.last(city, document)
    sent = sending(_states(public_states(warehouse, journal, city, incident)))
    checked = [row.checked_at for row in sent.rows if row.checked_at is not None]
    revision = before.revision + 1 if before else 1
    plain = Document(
        document_id=document,
        revision=revision,
        previous_revision=before.revision if before else None,
        distribution_id=f"{document}-{revision}",
        distribution_type=UPDATE if before else REPORT,
        sender_id=f"municipality-{city.code}",
        mode=_mode(warehouse, incident),
        created_at=now,
        first_created_at=_first(city, document) or now,
        as_of=max(checked, default=now),
        title=text("lalert.title", "ja"),
        headline="",
        area_name=city.name,
        office=city.name,
        incident_name=_marked(warehouse, incident),
        rows=sent.rows,
        totals=sent.totals,
        complement=_complement(sent),
    )
    # As the receiver reads both: what the format can't tell apart is no change.
    moved = changes(_rows(before.content) if before else (), _rows(write(plain, city.zone)))
    is_correction = before is not None and moved.is_only_correction
    said = replace(
        plain,
        headline=_headline(moved, sent, is_correction=is_correction),
        errata=_named("lalert.corrected", moved.corrected) if is_correction else None,
    )
    return Draft(said, sent, moved, write(said, city.zone), before)


def issue(city: City, made: Draft) -> Issued:
    """Keep the draft as the revision that was sent.

    Raises:
        issued.AlreadyIssued: somebody else was first.
    """
    document = made.document
    return issued.issue(city, document.document_id, document.revision, made.content)


def _rows(content: bytes) -> tuple[Information, ...]:
    return tuple(row for _, row in lalert_reading.read(content, is_own=True).rows)


def _first(city: City, document: str) -> datetime | None:
    first = issued.one(city, document, 1)
    return lalert_reading.read(first.content, is_own=True).sent_at if first else None


def _mode(warehouse: Warehouse, incident: Incident) -> str:
    """Generated data of a "real" incident is a test: it must never be taken for real."""
    if incident.mode == Mode.TRAINING:
        return str(Mode.TRAINING)
    return "test" if warehouse.build.is_sample else str(Mode.REAL)


def _marked(warehouse: Warehouse, incident: Incident) -> str:
    name = incident.name or text("word.unknown", "ja")
    if incident.mode == Mode.TRAINING:
        return f"【{text('band.training', 'ja')}】{name}"
    return f"【{text('band.sample', 'ja')}】{name}" if warehouse.build.is_sample else name


def _headline(moved: Changes, sent: Sending, *, is_correction: bool) -> str:
    """What is new in it. A correction never says that anything opened."""
    if is_correction:
        return _named("lalert.corrected", moved.corrected)
    parts = [
        _named(key, names)
        for key, names in (
            ("lalert.opened", moved.opened),
            ("lalert.closed", moved.closed),
            ("lalert.changed", moved.changed),
            ("lalert.corrected", moved.corrected),
        )
        if names
    ]
    return "。".join(parts) or text("lalert.state", "ja", n=sent.totals.shelters)


def _named(key: str, names: tuple[str, ...]) -> str:
    said = "、".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    if more > 0:
        said += text("lalert.and_more", "ja", n=more)
    return text(key, "ja", names=said)


def _complement(sent: Sending) -> str | None:
    """What the format has no element for, in words."""
    parts = []
    if sent.still_inside:
        names = "、".join(
            text("lalert.persons", "ja", name=name, n=n) for name, n in sent.still_inside
        )
        parts.append(text("lalert.still_inside", "ja", names=names))
    if sent.totals.head_count_unknown:
        parts.append(text("lalert.partial", "ja", n=sent.totals.head_count_unknown))
    return "".join(parts) or None


def _states(frame: pd.DataFrame) -> list[ShelterState]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [_state(row) for row in plain.to_dict("records")]


def _state(row: dict[Any, Any]) -> ShelterState:
    values = {name: row[name] for name in _AS_THEY_ARE}
    for name in ("capacity", "headcount", "households"):
        values[name] = None if row[name] is None else int(row[name])
    for name in ("opened_at", "closed_at", "confirmed_at"):
        known = row[name] is not None
        values[name] = pd.Timestamp(row[name], tz="UTC").to_pydatetime() if known else None
    return ShelterState(**values)
