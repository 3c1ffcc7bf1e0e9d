"""L-Alert documents for the tests: rows with invented names, and any that may occur."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from machimori.domain.vocabulary import Crowding, Opening, Role
from machimori.exchange.lalert import Sending, ShelterState
from machimori.exchange.lalert_document import Document

ZONE = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)

_text = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")), min_size=1, max_size=12)
_words = _text.map(str.strip).filter(bool)
_moments = st.integers(0, 5000).map(lambda minutes: NOW - timedelta(minutes=minutes))
_counts = st.none() | st.integers(0, 5000)

states = st.builds(
    ShelterState,
    facility_id=st.uuids().map(str),
    name=_words,
    role=st.sampled_from(list(Role)).map(str),
    opening=st.none() | st.sampled_from(list(Opening)).map(str),
    name_kana=st.none() | _words,
    address=st.none() | _words,
    phone=st.none() | st.just("03-0000-0000"),
    is_temporary=st.booleans(),
    capacity=_counts,
    crowding=st.none() | st.sampled_from(list(Crowding)).map(str),
    headcount=_counts,
    households=_counts,
    opened_at=st.none() | _moments,
    closed_at=st.none() | _moments,
    confirmed_at=st.none() | _moments,
)


def state(name: str = "例題小学校", **fields: object) -> ShelterState:
    """An open shelter of 100 with 40 inside, confirmed at ``NOW``, unless said otherwise."""
    values: dict[str, object] = {
        "facility_id": f"{name}_shelter",
        "role": "shelter",
        "opening": "開設",
        "address": "例題町1-1",
        "phone": "03-0000-0001",
        "latitude": 35.69,
        "longitude": 139.75,
        "capacity": 100,
        "crowding": "空き",
        "headcount": 40,
        "households": 15,
        "opened_at": NOW - timedelta(hours=3),
        "confirmed_at": NOW,
    }
    return ShelterState(name=name, **(values | fields))  # type: ignore[arg-type]


def document(sent: Sending, **fields: object) -> Document:
    """A first revision of a real incident with these rows, unless said otherwise."""
    values: dict[str, object] = {
        "document_id": "doc-1",
        "revision": 1,
        "previous_revision": None,
        "distribution_id": "dist-1",
        "distribution_type": "Report",
        "sender_id": "131016",
        "mode": "real",
        "created_at": NOW,
        "first_created_at": NOW,
        "as_of": NOW,
        "title": "避難所情報",
        "headline": "避難所の開設",
        "area_name": "見本区",
        "office": "見本区",
        "incident_name": "例題の地震",
        "rows": sent.rows,
        "totals": sent.totals,
    }
    return Document(**(values | fields))  # type: ignore[arg-type]
