"""From a published list or form row to one statement about one shelter."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import Columns, FilePlan
from etl.normalise import columns as normalise
from etl.place_keys import name_key, per_distinct

#: A count's column that names its own moment: 人数_令和6年1月9日午後6時時点.
_NAMED_MOMENT = re.compile(r"^人数[_＿（(\s]*(?P<moment>.+?)(?:時点|現在)[)）]?$")
#: More people than any municipality has: a slip of the hand, not a head count.
MOST_PEOPLE = 100_000
_COUNTS = ("headcount", "households", "outside_headcount")


def derive_list(columns: Columns, plan: FilePlan) -> None:
    """Lists of open shelters; the file's own moment fills in where a row has none."""
    _from_file_name(columns, plan)
    _finish(columns)


def derive_named_moment(columns: Columns, plan: FilePlan) -> None:
    """Lists whose head-count column carries the moment in its name."""
    for name in plan.published:
        found = _NAMED_MOMENT.match(name)
        if found:
            rows = columns.raw.num_rows
            context = normalise.Context.of(plan)
            counted = normalise.parse("integer", columns.raw.column(name), context)
            columns.values["headcount"] = counted.values
            columns.doubt(counted.bad, counted.rule, name)
            moment = normalise.parse("timestamp", pa.array([found["moment"]]), context)
            columns.values["observed_at"] = pa.repeat(moment.values[0], rows)
            break
    _from_file_name(columns, plan)
    _finish(columns)


def derive_form(columns: Columns, plan: FilePlan) -> None:
    """The status form: a row says at least one thing about one shelter."""
    _finish(columns)
    said = None
    for name in ("opening", "crowding", *_COUNTS, "headcount_delta", "note"):
        stated = pc.is_valid(columns.values[name])
        said = stated if said is None else pc.or_(said, stated)
    is_status = pc.fill_null(pc.not_equal(columns.values["event_type"], "confirmation"), True)
    columns.reject(pc.and_(pc.invert(said), is_status), "status_says_nothing", "opening")


def _from_file_name(columns: Columns, plan: FilePlan) -> None:
    if plan.stated_at:
        stated = normalise.parse(
            "timestamp", pa.array([plan.stated_at]), normalise.Context.of(plan)
        ).values[0]
        if stated.is_valid:
            observed = columns.values["observed_at"]
            columns.values["observed_at"] = pc.fill_null(observed, stated.cast(observed.type))


def _finish(columns: Columns) -> None:
    identifier, name = columns.values["facility_id"], columns.values["facility_name"]
    nobody = pc.and_(pc.is_null(identifier), pc.is_null(name))
    columns.reject(nobody, "status_of_nothing", "facility_id")
    for count in _COUNTS:
        value = columns.values[count]
        negative = pc.fill_null(pc.less(value, 0), False)
        columns.doubt(negative, "count_negative", count)
        too_many = pc.fill_null(pc.greater(value, MOST_PEOPLE), False)
        columns.doubt(too_many, "count_too_large", count)
        wrong = pc.or_(negative, too_many)
        columns.values[count] = pc.if_else(wrong, pa.scalar(None, value.type), value)
    columns.values["name_key"] = per_distinct(name, name_key)
