"""The outline of a municipality from its boundary file, in whatever format it lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely

from etl.contract import GEOMETRY, EtlError, FilePlan
from etl.formats import read_batches
from etl.formats.look import look


def outline(boundary: Path) -> Any:
    """All areas of a boundary file as one shapely geometry (EPSG:4326)."""
    if not boundary.exists():
        raise EtlError(f"{boundary}: no such boundary; correct `boundary` or give `bbox`.")
    areas = []
    for preview in look(boundary, boundary.name):
        if not preview.geometry:
            continue
        plan = FilePlan(
            source="boundaries",
            source_id="boundary",
            path=boundary,
            file=boundary.name,
            sha256="",
            format=preview.format,
            layout="",
            columns={},
            published=preview.published,
            encoding=preview.encoding,
            sheet=preview.sheet,
            records=preview.records,
            member=preview.member,
            crs=preview.crs,
        )
        for batch in read_batches(plan):
            areas += [one for one in shapely.from_wkb(batch.column(GEOMETRY).to_pylist()) if one]
    return shapely.union_all(areas)
