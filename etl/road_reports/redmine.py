"""Issues of a Redmine, as MyCityReport's backend gives them (GTT plugin: ``geojson``).

Custom fields are read only where the configuration names them, under
``[sources.road_reports.values.custom_fields]``: field name = our column.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import Columns, FilePlan, Layout
from etl.normalise import columns as normalise
from etl.road_reports import life
from etl.road_reports import status as words
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES
from machimori.exchange import redmine

#: Changes of a post, as journals tell them. ``post`` is its published id, or what names it.
CHANGES = pa.schema(
    [
        ("post", pa.string()),
        ("changed_at", pa.timestamp("us")),
        ("status", pa.string()),
        ("status_original", pa.string()),
        ("note", pa.string()),
    ]
)
#: Our columns a custom field may fill.
FILLABLE = frozenset({"category", "severity", "address", "end_kind", "assignee"})


def derive(columns: Columns, plan: FilePlan) -> None:
    """Custom fields that are asked for, sections, one text from subject and text, journals."""
    for ours, values in _custom_fields(columns, plan).items():
        columns.values[ours] = pc.coalesce(values, columns.values[ours])
    columns.values["assignee"] = _sections(columns.values["assignee"])
    columns.values["description"] = _whole_text(columns)
    life.derive(columns, plan)
    told = columns.children["change"] = _changes(columns, plan)
    columns.values["reopened_count"] = _reopened(columns, told)


def _published(columns: Columns, name: str) -> pa.Array | None:
    return columns.raw.column(name) if name in columns.raw.schema.names else None


def _custom_fields(columns: Columns, plan: FilePlan) -> dict[str, pa.Array]:
    wanted = {
        field: ours
        for field, ours in plan.values.get("custom_fields", {}).items()
        if ours in FILLABLE
    }
    fields = _published(columns, "custom_fields")
    if not wanted or fields is None:
        return {}
    rows = [redmine.custom_values(text, wanted) for text in fields.to_pylist()]
    return {
        ours: pa.array([row.get(field) for row in rows], pa.string())
        for field, ours in wanted.items()
    }


def _sections(names: pa.Array) -> pa.Array:
    """Only sections and contractors stay: an assignee may be a person."""
    distinct = pc.unique(names).drop_null()
    kept = pa.array([redmine.section(name) for name in distinct.to_pylist()], pa.string())
    return kept.take(pc.index_in(names, value_set=distinct))


def _whole_text(columns: Columns) -> pa.Array:
    text = columns.values["description"]
    subject = _published(columns, "subject")
    if subject is None:
        return text
    subject = pc.utf8_trim_whitespace(subject)
    subject = pc.if_else(pc.equal(subject, ""), pa.scalar(None, pa.string()), subject)
    # null_handling="skip" leaves rows out where every part is missing.
    both = pc.coalesce(pc.binary_join_element_wise(subject, text, "\n"), subject, text)
    return pc.if_else(pc.equal(both, ""), pa.scalar(None, pa.string()), both)


def _changes(columns: Columns, plan: FilePlan) -> pa.Table:
    journals = _published(columns, "journals")
    if journals is None:
        return CHANGES.empty_table()
    names = _status_names(columns)
    posts = pc.coalesce(columns.values["report_id"], columns.values["identity"]).to_pylist()
    rows = [
        (post, change.changed_at or None, change.status_id, change.note)
        for post, text in zip(posts, journals.to_pylist(), strict=True)
        if text
        for change in redmine.changes(text)
    ]
    ids = [row[2] for row in rows]
    original = pa.array(
        [None if one is None else names.get(one, f"status_id {one}") for one in ids], pa.string()
    )
    moments = normalise.parse(
        "timestamp", pa.array([row[1] for row in rows], pa.string()), normalise.Context.of(plan)
    )
    return pa.table(
        [
            pa.array([row[0] for row in rows], pa.string()),
            moments.values.cast(pa.timestamp("us")),
            words.read(original).status,
            original,
            pa.array([row[3] for row in rows], pa.string()),
        ],
        schema=CHANGES,
    )


def _reopened(columns: Columns, told: pa.Table) -> pa.Array:
    """How often a post went from an ended state to an open one; at least as often as it shows."""
    shown = columns.values["reopened_count"]
    counts: dict[str, int] = {}
    state: dict[str, bool] = {}
    moves = zip(told["post"].to_pylist(), told["status"].to_pylist(), strict=True)
    for post, status in moves:
        if status is None:
            continue
        is_open = status in OPEN_REPORT_STATUSES
        if is_open and not state.get(post, True):
            counts[post] = counts.get(post, 0) + 1
        state[post] = is_open
    if not counts:
        return shown
    posts = pc.coalesce(columns.values["report_id"], columns.values["identity"]).to_pylist()
    counted = pa.array([counts.get(post, 0) for post in posts], pa.int32())
    return pc.max_element_wise(shown, counted)


def _status_names(columns: Columns) -> dict[str, str]:
    """Journals name a status by its id; the issues of the same answer say what the ids mean."""
    ids, names = _published(columns, "status.id"), _published(columns, "status.name")
    if ids is None or names is None:
        return {}
    pairs = pa.table({"id": ids, "name": names}).group_by(["id", "name"]).aggregate([])
    return {row["id"]: row["name"] for row in pairs.to_pylist() if row["id"] and row["name"]}


LAYOUTS = (
    Layout(
        id="redmine_issues",
        title="Redmine issues (MyCityReport)",
        signature=("id", "status.name", "created_on", "subject"),
        columns={
            "report_id": "id",
            "category": ("category.name", "tracker.name"),
            "status": "status.name",
            "requested_at": "created_on",
            "updated_at": "updated_on",
            "closed_at": "closed_on",
            "due_at": "due_date",
            "assignee": "assigned_to.name",
            "description": "description",
        },
        derive=derive,
    ),
)
