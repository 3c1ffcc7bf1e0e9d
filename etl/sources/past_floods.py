"""Past floods by town: one row per town and flood, ``docs/past_floods_form.md``.

There is no standard data set; wards print such lists (町別浸水実績). Houses not stated are unknown,
not 0, and a list says how many were flooded, never which.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from etl.addresses import canonical
from etl.contract import Column, Columns, FilePlan, Layout, Source
from etl.place_keys import per_distinct

_COUNTS = ("above_floor_houses", "below_floor_houses")


def derive(columns: Columns, plan: FilePlan) -> None:
    """One form of the town's name; figures below 0 are none."""
    values = columns.values
    for name in (*_COUNTS, "depth_m"):
        negative = pc.fill_null(pc.less(values[name], 0), False)
        columns.doubt(negative, "count_negative", name)
        values[name] = pc.if_else(negative, pa.scalar(None, values[name].type), values[name])
    values["town_key"] = per_distinct(values["town"], lambda one: one and canonical(one))


SOURCE = Source(
    name="past_floods",
    entity="flood",
    columns=(
        Column("town", "name", required=True),
        Column("flooded_on", "date", required=True),
        Column("event", "name"),
        Column("cause", "name"),
        Column("above_floor_houses", "integer"),
        Column("below_floor_houses", "integer"),
        Column("depth_m", "number"),
    ),
    layouts=(
        Layout(
            id="past_floods_form",
            title="町別浸水実績様式 (docs/past_floods_form.md)",
            signature=("町名", "発生年月日"),
            columns={
                "town": "町名",
                "flooded_on": "発生年月日",
                "event": ("災害名", "台風・豪雨名"),
                "cause": ("原因", "浸水の種類"),
                "above_floor_houses": ("床上浸水棟数", "床上浸水"),
                "below_floor_houses": ("床下浸水棟数", "床下浸水"),
                "depth_m": ("最大浸水深_m", "最大浸水深(m)"),
            },
            derive=derive,
        ),
        # A table the configuration maps column by column.
        Layout(
            id="configured",
            title="設定の columns による読みかえ",
            columns={},
            derive=derive,
        ),
    ),
    key=("town_key", "flooded_on", "event"),
    derived={"town_key": pa.string()},
)
