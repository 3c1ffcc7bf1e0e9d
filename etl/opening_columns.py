"""Columns of opening days: the weekly ones as codes, the rest as text."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import Columns
from etl.opening_days import open_days


def read_days(columns: Columns, *, remark: str) -> None:
    """Put ``open_days`` into codes; what is not weekly is noted, and added to ``remark``."""
    values = columns.values
    published = values["open_days"]
    distinct = pc.unique(published).drop_null()
    read = [open_days(text) for text in distinct.to_pylist()]
    place = pc.index_in(published, value_set=distinct)
    days = pa.array([one.days for one in read], pa.string()).take(place)
    rest = pa.array([one.rest for one in read], pa.string()).take(place)
    columns.doubt(pc.is_valid(rest), "days_not_weekly", "open_days")
    values["open_days"] = days
    # null_handling="skip" leaves rows out where every part is missing.
    both = pc.coalesce(
        pc.binary_join_element_wise(values[remark], rest, "\n"), values[remark], rest
    )
    values[remark] = pc.if_else(pc.equal(both, ""), pa.scalar(None, pa.string()), both)
