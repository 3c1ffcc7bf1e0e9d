"""Areas a hazard reaches, with the depth class as printed: one staging row per published polygon.

Which hazard a file is about is said by the configuration: ``defaults = { hazard = "flood" }``.
"""

from __future__ import annotations

import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import Column, Columns, FilePlan, Layout, Source
from etl.sources.boundaries import DRAWN
from etl.sources.boundaries import derive as keep_outline
from machimori.domain.vocabulary import Hazard

_NUMBER = r"(?<![\d.])(\d+(?:\.\d+)?)(?![\d.])\s*(c?m|メートル|センチ(?:メートル)?)?"
_BETWEEN = re.compile(
    rf"{_NUMBER}\s*(?:以上|超|より深い)?\s*[~〜～・、から\-]*\s*{_NUMBER}\s*(?:未満|以下|まで)?"
)
_FROM = re.compile(rf"{_NUMBER}\s*(?:以上|超|~|〜|～|より)")
_UNDER = re.compile(rf"{_NUMBER}\s*(?:未満|以下|まで)")


def depth_range(text: str | None) -> tuple[float | None, float | None]:
    """Least and greatest depth in metres of a printed class; None where it has no such edge.

    >>> depth_range("0.5m以上1.0m未満"), depth_range("0.3m未満の区域"), depth_range("20m以上")
    ((0.5, 1.0), (0.0, 0.3), (20.0, None))
    """
    form = unicodedata.normalize("NFKC", text or "")
    found = _BETWEEN.search(form)
    if found:
        low, low_unit, high, high_unit = found.groups()
        return _metres(low, low_unit or high_unit), _metres(high, high_unit)
    found = _UNDER.search(form)
    if found:
        return 0.0, _metres(*found.groups())
    found = _FROM.search(form)
    if found:
        return _metres(*found.groups()), None
    return None, None


def _metres(number: str, unit: str | None) -> float:
    return round(float(number) / 100, 4) if unit and unit[0] in "cセ" else float(number)


def derive(columns: Columns, plan: FilePlan) -> None:
    """Depths of the printed class, once per distinct class; the polygon made valid."""
    keep_outline(columns, plan)
    classes = columns.values["depth_class"].to_pylist()
    ranges = {one: depth_range(one) for one in set(classes)}
    columns.values["depth_min_m"] = pa.array([ranges[one][0] for one in classes], pa.float64())
    columns.values["depth_max_m"] = pa.array([ranges[one][1] for one in classes], pa.float64())
    unread = pa.array([one is not None and ranges[one] == (None, None) for one in classes])
    columns.doubt(unread, "depth_unreadable", "depth_class")
    columns.reject(pc.is_null(columns.values["hazard"]), "hazard_kind_missing", "hazard")


SOURCE = Source(
    name="hazards",
    entity="hazard_area",
    columns=(
        Column("hazard", allowed=frozenset(Hazard)),
        Column("depth_class"),
        Column("name", "name"),
    ),
    derived={
        "geometry": pa.binary(),
        "depth_min_m": pa.float64(),
        "depth_max_m": pa.float64(),
    },
    layouts=(
        *(
            Layout(
                id=f"depth_{number}",
                title=f"浸水想定区域など（{name}）",
                signature=(name,),
                columns={"depth_class": name, "name": ("名称", "河川名"), "hazard": "hazard"},
                derive=derive,
                formats=DRAWN,
            )
            for number, name in enumerate(
                ("最大浸水深", "浸水深", "浸水ランク", "浸水深ランク", "depth_class", "depth"), 1
            )
        ),
        # A table the configuration maps column by column.
        Layout(
            id="configured",
            title="設定の columns による読みかえ",
            columns={},
            derive=derive,
        ),
    ),
)
