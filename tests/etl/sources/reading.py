"""Read a published file the whole way: profile, reader, transform; or into a warehouse's marts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.formats import read_batches
from etl.pipeline import run
from etl.profile import profile
from etl.sources import SOURCES
from etl.transform import transform
from machimori.city import City, SourceConfig
from machimori.database import connect, literal

FIXTURES = Path(__file__).parents[2] / "fixtures"
JAPAN = (120.0, 20.0, 155.0, 47.0)


@dataclass
class Read:
    """What became of one file."""

    layout: str
    rows_in: int = 0
    accepted: list[dict[str, Any]] = field(default_factory=list)
    verdicts: list[tuple[int, str, str, str | None]] = field(default_factory=list)

    @property
    def rejected(self) -> list[tuple[int, str]]:
        """Row number and rule of each row that is out."""
        return sorted((row, rule) for row, severity, rule, _ in self.verdicts if severity == "row")

    @property
    def doubts(self) -> list[tuple[int, str, str | None]]:
        """Row number, rule and column of each value that is noted."""
        return sorted(
            (row, rule, name) for row, severity, rule, name in self.verdicts if severity != "row"
        )

    def column(self, name: str) -> list[Any]:
        """One column of the accepted rows."""
        return [row[name] for row in self.accepted]


def at(moment: str) -> datetime:
    """A moment as the tables hold it: UTC without a zone."""
    return datetime.fromisoformat(moment)


def read(source: str, path: Path, city: City, **entry: Any) -> Read:
    """Read a file with one plan as one source."""
    (plan,) = profile(path, SOURCES[source], SourceConfig(id=source, **entry), city)
    outcome = Read(plan.layout)
    for batch in read_batches(plan):
        done = transform(batch, plan)
        outcome.rows_in += batch.num_rows
        outcome.accepted += done.accepted.to_pylist()
        outcome.verdicts += [
            (one["source_row"], one["severity"], one["rule"], one["column"])
            for one in done.rejected.to_pylist()
        ]
    return outcome


def balances(city: City) -> dict[str, tuple[int, int, int, int]]:
    """Build a municipality; in, accepted, rejected, duplicates per source entry."""
    return {
        one.source: (one.rows_in, one.accepted, one.rejected, one.duplicates)
        for one in run(city).runs
    }


def ask(city: City, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query over the municipality's warehouse; its schemas are ``marts``, ``meta``."""
    connection = connect()
    connection.execute(f"ATTACH {literal(str(city.warehouse_path))} AS wh (READ_ONLY)")
    connection.execute("USE wh")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def town(folder: Path, **sources: Any) -> City:
    """A municipality with the given sources: name -> entry, or a list of entries."""
    settings = {
        "name": "千代田区",
        "code": "131016",
        "bbox": (139.70, 35.65, 139.80, 35.72),
        "metric_crs": "EPSG:6677",
        "folder": folder,
    }
    for key in ("name", "code", "bbox", "metric_crs"):
        if key in sources:
            settings[key] = sources.pop(key)
    return City.model_validate({**settings, "sources": sources})
