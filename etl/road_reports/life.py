"""The life of a post: its state, its dates held against each other, its name.

All of it in Arrow: a million posts go through here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import SOURCE_ROW, Columns, FilePlan
from etl.road_reports import status as words
from machimori.domain.vocabulary import (
    OPEN_REPORT_STATUSES,
    EndKind,
    PositionPrecision,
    ReportStatus,
)

_OPEN = pa.array(sorted(map(str, OPEN_REPORT_STATUSES)))
_END_KINDS = pa.array(sorted(map(str, EndKind)))
#: Length of a Geo3x3 code below which its cell is no point any more: 113 m, 1 km, 9 km wide.
_CODE_LENGTHS = (
    (12, PositionPrecision.TOWN_BLOCK),
    (10, PositionPrecision.TOWN),
    (8, PositionPrecision.MUNICIPALITY),
)
#: How a trial begins, in the form text is kept in. Who writes so may mean it, so the row stays.
_TRIALS = ("TEST", "テスト", "てすと", "試験投稿", "試し投稿")
#: Clocks of phones and servers differ; a post from later than this after the fetch is odd.
_CLOCK_SLACK = timedelta(days=1)


def derive(columns: Columns, plan: FilePlan) -> None:
    """Read the state, hold the dates against each other, give the row its name."""
    _state(columns)
    _reopened(columns)
    _order_of_dates(columns, plan)
    _links(columns)
    _trials(columns)
    columns.values["identity"] = _identity(columns)
    columns.values["position_precision"] = _precision(columns)


def _precision(columns: Columns) -> pa.Array:
    """How exact a published position is; a Geo3x3 code is as exact as its cell."""
    placed = pc.is_valid(columns.values["longitude"])
    nothing = _nulls(columns.raw.num_rows)
    exact = pc.if_else(placed, str(PositionPrecision.SURVEYED), nothing)
    codes = columns.published("geo3x3")
    if codes is None or {"longitude", "position"} & set(columns.plan.columns):
        return exact
    length = pc.utf8_length(pc.utf8_trim_whitespace(codes))
    for shorter_than, precision in _CODE_LENGTHS:
        coarse = pc.and_(placed, pc.less(length, shorter_than))
        exact = pc.if_else(pc.fill_null(coarse, False), str(precision), exact)
    return exact


def _nulls(rows: int) -> pa.Array:
    return pa.nulls(rows, pa.string())


def _state(columns: Columns) -> None:
    """Codes for the published word; the word itself stays. No word, but closed: done."""
    values = columns.values
    original = columns.published("status")
    rows = columns.raw.num_rows
    read = words.read(values["status"])
    columns.doubt(read.unknown, "word_unknown", "status")
    values["status_original"] = _nulls(rows) if original is None else _trimmed(original)
    silent = pc.and_(pc.is_null(values["status"]), pc.is_valid(values["closed_at"]))
    values["status"] = pc.if_else(silent, str(ReportStatus.DONE), read.status)
    stated = values["end_kind"]
    known = pc.is_in(stated, value_set=_END_KINDS)
    columns.doubt(pc.and_(pc.is_valid(stated), pc.invert(known)), "word_unknown", "end_kind")
    values["end_kind"] = pc.coalesce(pc.if_else(known, stated, _nulls(rows)), read.end_kind)


def _links(columns: Columns) -> None:
    """Only addresses of the web stay: a photo's link is opened by staff."""
    links = columns.values["photo_url"]
    is_web = pc.or_(pc.starts_with(links, "https://"), pc.starts_with(links, "http://"))
    columns.doubt(pc.fill_null(pc.invert(is_web), False), "not_a_web_address", "photo_url")
    columns.values["photo_url"] = pc.if_else(is_web, links, pa.scalar(None, pa.string()))


def _trials(columns: Columns) -> None:
    head = pc.utf8_upper(pc.utf8_slice_codeunits(columns.values["description"], 0, 8))
    found = pc.starts_with(head, _TRIALS[0])
    for word in _TRIALS[1:]:
        found = pc.or_(found, pc.starts_with(head, word))
    columns.doubt(pc.fill_null(found, False), "looks_like_test", "description")


def _trimmed(published: pa.Array) -> pa.Array:
    words = pc.unique(published)
    trimmed = pc.utf8_trim_whitespace(words)
    trimmed = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
    return trimmed.take(pc.index_in(published, value_set=words))


def _reopened(columns: Columns) -> None:
    """An open post with a closing date was opened again: some systems keep the old date.

    The date stays for the history; the post itself has no end.
    """
    values = columns.values
    is_open = pc.fill_null(pc.is_in(values["status"], value_set=_OPEN), False)
    is_open = pc.and_(is_open, pc.is_valid(values["status"]))
    again = pc.and_(is_open, pc.is_valid(values["closed_at"]))
    unsaid = pc.and_(again, pc.is_null(values["reopened_at"]))
    columns.doubt(unsaid, "closed_but_open", "closed_at")
    values["first_closed_at"] = values["closed_at"]
    values["closed_at"] = _without(values["closed_at"], again)
    was_received = pc.equal(values["status"], str(ReportStatus.RECEIVED))
    values["status"] = pc.if_else(
        pc.fill_null(pc.and_(again, was_received), False),
        str(ReportStatus.REOPENED),
        values["status"],
    )
    said = pc.or_(again, pc.is_valid(values["reopened_at"]))
    said = pc.or_(said, pc.fill_null(pc.equal(values["status"], str(ReportStatus.REOPENED)), False))
    values["reopened_count"] = pc.cast(said, pa.int32())


def _order_of_dates(columns: Columns, plan: FilePlan) -> None:
    """Nothing is closed or changed before it was sent in, or sent in after the file was fetched."""
    values = columns.values
    requested = values["requested_at"]
    early = _before(values["closed_at"], requested)
    columns.doubt(early, "closed_before_requested", "closed_at")
    values["closed_at"] = _without(values["closed_at"], early)
    early_first = _before(values["first_closed_at"], requested)
    values["first_closed_at"] = _without(values["first_closed_at"], early_first)
    stale = _before(values["updated_at"], requested)
    columns.doubt(stale, "updated_before_requested", "updated_at")
    values["updated_at"] = pc.if_else(stale, requested, values["updated_at"])
    if plan.fetched_at:
        fetched = datetime.fromisoformat(plan.fetched_at)
        if fetched.tzinfo is not None:
            fetched = fetched.astimezone(UTC).replace(tzinfo=None)
        latest = pa.scalar(fetched + _CLOCK_SLACK, pa.timestamp("us"))
        future = pc.fill_null(pc.greater(requested, latest), False)
        columns.doubt(future, "requested_in_future", "requested_at")


def _before(one: pa.Array, other: pa.Array) -> pa.Array:
    return pc.fill_null(pc.less(one, other), False)


def _without(values: pa.Array, mask: pa.Array) -> pa.Array:
    return pc.if_else(mask, pa.scalar(None, values.type), values)


def _identity(columns: Columns) -> pa.Array:
    """What names a post without a published id: first date, place and first text.

    They do not change later. A row with none of these is itself: its place in the file. NULL
    where the id is published.
    """
    values = columns.values
    published = values["report_id"]
    if published.null_count == 0:
        return _nulls(len(published))
    parts = [
        values["requested_at"].cast(pa.string()),
        values["longitude"].cast(pa.string()),
        values["latitude"].cast(pa.string()),
        values["address"],
        pc.utf8_slice_codeunits(values["description"], 0, 200),
    ]
    filled = [pc.fill_null(part, "") for part in parts]
    made = pc.binary_join_element_wise(*filled, "|")
    empty = pc.equal(made, "|" * (len(parts) - 1))
    number = columns.raw.column(SOURCE_ROW).cast(pa.string())
    row = pc.binary_join_element_wise("row", columns.plan.file, number, " ")
    named = pc.if_else(empty, row, made)
    return pc.if_else(pc.is_null(published), named, pa.scalar(None, pa.string()))
