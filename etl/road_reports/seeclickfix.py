"""Issues of SeeClickFix (API v2)."""

from __future__ import annotations

from etl.contract import Layout
from etl.road_reports import life

LAYOUTS = (
    Layout(
        id="seeclickfix_issues",
        title="SeeClickFix v2 issues",
        signature=("id", "summary", "lat", "lng", "created_at"),
        columns={
            "report_id": "id",
            "category": ("request_type.title", "summary"),
            "status": "status",
            "requested_at": "created_at",
            "updated_at": "updated_at",
            "acknowledged_at": "acknowledged_at",
            "closed_at": "closed_at",
            "reopened_at": "reopened_at",
            "assignee": "request_type.organization",
            "description": "description",
            "address": "address",
            "latitude": "lat",
            "longitude": "lng",
            "photo_url": ("media.image_full", "media.image_url"),
        },
        derive=life.derive,
    ),
)
