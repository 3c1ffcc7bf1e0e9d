"""Posts of citizens about roads: MyCityReport (Redmine), Open311, SeeClickFix, any mapped table.

One row per post. People write these: names, telephones and addresses of reporters are never
loaded, and what a configuration does not ask for is not kept, not even in a rejected row.
"""

from __future__ import annotations

import pyarrow as pa

from etl.contract import Column, Layout, Source
from etl.road_reports import open311, redmine, refusals, seeclickfix
from etl.road_reports.life import derive

COLUMNS = (
    Column("report_id", "identifier"),
    Column("category", "name"),
    Column("status", "category"),
    Column("severity", "name"),
    Column("requested_at", "timestamp"),
    Column("updated_at", "timestamp"),
    Column("acknowledged_at", "timestamp"),
    Column("closed_at", "timestamp"),
    Column("reopened_at", "timestamp"),
    Column("due_at", "timestamp"),
    Column("end_kind", "category"),
    Column("assignee", "name"),
    Column("description", "text"),
    Column("longitude", "longitude"),
    Column("latitude", "latitude"),
    Column("address", "address"),
    Column("photo_url", "text"),
)

SOURCE = Source(
    name="road_reports",
    entity="report",
    columns=COLUMNS,
    layouts=(
        *redmine.LAYOUTS,
        *open311.LAYOUTS,
        *seeclickfix.LAYOUTS,
        Layout(
            id="configured",
            title="Any table, by the columns of the configuration",
            columns={},
            derive=derive,
        ),
    ),
    key=("report_id", "identity"),
    latest_by="updated_at",
    shows_mapped_only=True,
    never_load=frozenset(refusals.PERSONAL),
    not_this=refusals.NOT_POSTS,
    children={"change": redmine.CHANGES},
    derived={
        "status_original": pa.string(),
        "reopened_count": pa.int32(),
        "first_closed_at": pa.timestamp("us"),
        "identity": pa.string(),
        "position_precision": pa.string(),
    },
)
