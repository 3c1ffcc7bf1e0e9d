"""One list read in a process of its own: its rows, its problems, what it said, what it took."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from etl.contract import Column, EtlError, Layout, Source
from etl.formats import read_batches
from etl.profile import profile
from machimori.city import City, SourceConfig

SOURCE = Source(
    "facilities",
    "places",
    (Column("name", required=True),),
    (Layout("l", "様式", {"name": "名称"}, ("名称",)),),
)
CITY = City(name="見本区", code="131016", bbox=(139.7, 35.6, 139.8, 35.8), metric_crs="EPSG:6677")


def read(path: str) -> dict[str, Any]:
    """Read to the end or to the first error; memory in MB above what it began with."""
    began, began_mb = time.process_time(), _megabytes("VmRSS")
    rows, said = 0, ""
    problems: dict[str, int] = {}
    try:
        for plan in profile(Path(path), SOURCE, SourceConfig(id="s"), CITY):
            for batch in read_batches(plan):
                rows += batch.num_rows
                for one in batch.column("__problem").value_counts().to_pylist():
                    problem = str(one["values"])
                    problems[problem] = problems.get(problem, 0) + one["counts"]
    except EtlError as error:
        said = str(error)
    return {
        "rows": rows,
        "said": said,
        "problems": problems,
        "seconds": time.process_time() - began,
        "megabytes": _megabytes("VmHWM") - began_mb,
    }


def _megabytes(name: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.split(f"{name}:")[1].split()[0]) / 1024
