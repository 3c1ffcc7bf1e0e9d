"""Open311 GeoReport v2 answers (JSON, XML) and the proposed bulk CSV."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import SOURCE_ROW, Columns, FilePlan, Layout
from etl.road_reports import life
from machimori.domain.vocabulary import ReportStatus
from machimori.exchange import open311

_RECIPIENT = "agency_responsible.recipient"
#: An answer that spans its whole window within this was cut by the window.
_NEARLY = timedelta(days=1)


def derive_answer(columns: Columns, plan: FilePlan) -> None:
    """A closed request was closed when it was last changed (specification); agency as object."""
    values = columns.values
    raw = columns.raw
    if _RECIPIENT in raw.schema.names:
        named = [open311.agency(text) for text in raw.column(_RECIPIENT).to_pylist()]
        values["assignee"] = pc.coalesce(values["assignee"], pa.array(named, pa.string()))
    closed = pc.fill_null(pc.equal(pc.utf8_lower(values["status"]), "closed"), False)
    values["closed_at"] = pc.if_else(
        pc.and_(closed, pc.is_null(values["closed_at"])), values["updated_at"], values["closed_at"]
    )
    _truncated(columns)
    life.derive(columns, plan)


def derive_bulk(columns: Columns, plan: FilePlan) -> None:
    """A row of the bulk file that has no closing date and no word of its own is open."""
    values = columns.values
    silent = pc.and_(pc.is_null(values["status"]), pc.is_null(values["closed_at"]))
    values["status"] = pc.if_else(silent, str(ReportStatus.RECEIVED), values["status"])
    life.derive(columns, plan)


def _truncated(columns: Columns) -> None:
    """Say so when an answer looks cut: a page full to the brim, or the whole 90-day window."""
    raw = columns.raw
    rows = raw.num_rows
    # Only the first batch can be a whole answer; its first row is at the head of the file.
    if not rows or raw.column(SOURCE_ROW)[0].as_py() > 2:
        return
    last = np.zeros(rows, dtype=bool)
    last[-1] = True
    if rows in open311.PAGE_SIZES:
        columns.doubt(last, "answer_full_page", "report_id", f"{rows}")
    span = pc.min_max(columns.values["requested_at"]).as_py()
    if span["min"] and abs(span["max"] - span["min"] - open311.WINDOW) < _NEARLY:
        columns.doubt(last, "answer_full_window", "requested_at", f"{span['min']:%Y-%m-%d}")


_COMMON: dict[str, str | tuple[str, ...]] = {
    "report_id": "service_request_id",
    "category": ("service_name", "service_code"),
    "requested_at": "requested_datetime",
    "updated_at": "updated_datetime",
    "due_at": "expected_datetime",
    "assignee": "agency_responsible",
    "description": ("description", "detail"),
    "address": "address",
    "latitude": "lat",
    "longitude": ("long", "lon", "lng"),
    "photo_url": "media_url",
}

LAYOUTS = (
    Layout(
        id="open311_requests",
        title="Open311 GeoReport v2 requests",
        signature=("service_request_id", "status", "requested_datetime"),
        columns={**_COMMON, "status": "status"},
        derive=derive_answer,
    ),
    Layout(
        id="open311_bulk",
        title="Open311 bulk file",
        signature=("service_request_id", "requested_datetime", "lat"),
        absent=("status",),
        columns={
            **_COMMON,
            "category": ("service_name", "service_subtype"),
            "status": "status_description",
            "closed_at": ("closed_date", "closed_datetime"),
        },
        derive=derive_bulk,
    ),
)
