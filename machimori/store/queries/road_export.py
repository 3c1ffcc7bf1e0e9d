"""Every post for a file of staff, batch by batch: a million rows never stand in memory at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import pyarrow as pa

from machimori.domain.masking_columns import masked_column
from machimori.store.warehouse import Warehouse

ROWS_AT_ONCE = 20_000
#: In the order they were built; a sort would need all of them. Times are UTC.
_POSTS = """
SELECT
    post.report_id, post.source, post.source_report_id, post.category, post.status,
    post.status_original, post.severity, post.owner, post.owner_confidence, post.requested_at,
    post.updated_at, post.closed_at, post.end_kind, post.reopened_count, post.assignee,
    post.due_at, post.address, town.name AS town, district.name AS district, post.latitude,
    post.longitude, post.position_precision, post.duplicate_group_id, post.description,
    post.photo_url, post.is_sample
FROM wh.marts.road_reports AS post
LEFT JOIN wh.marts.town_blocks AS town USING (town_block_id)
LEFT JOIN wh.marts.districts AS district ON district.district_id = post.district_id
"""
_NEWEST = "SELECT max(as_of) FROM wh.marts.road_reports"


def posts(
    warehouse: Warehouse, words: Mapping[str, str]
) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """Columns and rows of the posts as they are now, with what staff decided since the build.

    Texts are masked: a file is read by whoever gets it, and nobody is asked why.

    Args:
        warehouse: the generation.
        words: ``masking.Kind`` code to the word that stands in the place of what was found.
    """
    schema, batches = warehouse.batches(_POSTS, rows=ROWS_AT_ONCE)
    place = schema.get_field_index("description")
    schema = schema.set(place, pa.field("description", pa.string()))

    def every() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            shown = masked_column(batch.column(place), words)
            yield batch.set_column(place, schema.field(place), shown)

    return schema, every()


def newest(warehouse: Warehouse) -> datetime | None:
    """Newest data time of the posts, naive UTC."""
    found: datetime | None = warehouse.rows(_NEWEST)[0][0]
    return found
