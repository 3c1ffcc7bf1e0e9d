"""Read one file as one source, without a warehouse: what is accepted, rejected and doubted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.contract import FilePlan
from etl.formats import read_batches
from etl.profile import profile
from etl.sources import SOURCES
from etl.transform import transform
from machimori.city import City, SourceConfig

Box = tuple[float, float, float, float]
CENTRE: Box = (139.70, 35.65, 139.80, 35.72)


@dataclass
class Read:
    """What became of a file's rows."""

    plan: FilePlan
    rows_in: int = 0
    accepted: list[dict[str, Any]] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    children: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def column(self, name: str) -> list[Any]:
        """One column of the accepted rows."""
        return [row[name] for row in self.accepted]

    def judged(self, severity: str) -> list[tuple[int, str, str | None]]:
        """Row, rule and published column of every verdict of a severity."""
        return [
            (one["source_row"], one["rule"], one["column"])
            for one in self.verdicts
            if one["severity"] == severity
        ]


def read(source: str, path: Path, box: Box = CENTRE, **entry: Any) -> Read:
    """Profile, read and transform a file; the balance of its rows is held."""
    city = City(name="見本区", code="131016", bbox=box, metric_crs="EPSG:6677", folder=path.parent)
    config = SourceConfig(id=entry.pop("id", source), path=entry.pop("path", ""), **entry)
    (plan,) = profile(path, SOURCES[source], config, city, file=path.name)
    result = Read(plan)
    for batch in read_batches(plan):
        done = transform(batch, plan)
        result.rows_in += batch.num_rows
        result.accepted += done.accepted.to_pylist()
        result.verdicts += done.rejected.to_pylist()
        for name, table in done.children.items():
            result.children.setdefault(name, []).extend(table.to_pylist())
    assert result.rows_in == len(result.accepted) + len(result.judged("row"))
    return result
