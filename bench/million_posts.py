"""One million road posts: published CSV to base marts, beside bare DuckDB and beside pandas.

The targets: at most 5 times the bare ``CREATE TABLE AS SELECT * FROM read_csv`` of the same file
in the same run, 7 times from CP932, 2 GB peak, and 3 times faster than the same work in pandas
and geopandas.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd

from bench.measure import measured
from etl.pipeline import run
from etl.sample import posts_csv
from machimori.city import REPOSITORY, City, load_city
from machimori.database import connect, literal

ROWS = 1_000_000
COLUMNS = {
    "report_id": "受付番号",
    "requested_at": "受付日時",
    "updated_at": "更新日時",
    "closed_at": "完了日時",
    "status": "状態",
    "category": "分類",
    "description": "内容",
    "latitude": "緯度",
    "longitude": "経度",
    "address": "住所",
    "photo_url": "写真URL",
}
_STATES = ["受付済", "対応中", "経過観察", "対応済", "再開", "対象外", "他管理者へ", "重複"]
_ERA = {"令和": 2018, "平成": 1988}


def bare(csv: str, folder: str) -> dict[str, Any]:
    """DuckDB alone: no rule, no place, no time zone."""
    connection = connect(Path(folder) / "bare.duckdb", threads=2)
    connection.execute(f"CREATE TABLE posts AS SELECT * FROM read_csv({literal(csv)})")
    rows = connection.execute("SELECT count(*) FROM posts").fetchone()
    connection.close()
    return {"rows": rows[0] if rows else 0}


def ours(csv: str, folder: str) -> dict[str, Any]:
    """The whole way of a source: profile, transform, staging, base marts, checks, swap."""
    sample = load_city(REPOSITORY / "cities" / "sample")
    base = REPOSITORY / "geodata"
    city = City.model_validate(
        {
            "name": sample.name,
            "code": sample.code,
            "bbox": sample.bbox,
            "metric_crs": sample.metric_crs,
            "folder": Path(folder),
            "sources": {
                "boundaries": [
                    {
                        "id": "blocks",
                        "path": str(base / "town_blocks.geojson"),
                        "defaults": {"kind": "town_blocks"},
                    }
                ],
                "road_reports": [{"id": "posts", "path": csv, "columns": COLUMNS}],
            },
        }
    )
    result = run(city, is_derived=False)
    posts = result.runs[-1]
    return {
        "rows": posts.rows_in,
        "accepted": posts.accepted,
        "rejected": posts.rejected,
        "source_s": posts.seconds,
        "error": posts.error,
        **result.seconds,
    }


def pandas_baseline(csv: str, folder: str) -> dict[str, Any]:
    """The same work in pandas and geopandas, vectorised wherever they allow it."""
    frame = pd.read_csv(csv, dtype=str, encoding="utf-8-sig", engine="pyarrow")
    for name in ("件名", "内容", "住所", "分類", "状態"):
        frame[name] = frame[name].str.normalize("NFKC").str.strip()
    for name in ("受付日時", "更新日時", "完了日時"):
        frame[name] = _pandas_dates(frame[name])
    frame["状態"] = frame["状態"].where(frame["状態"].isin(_STATES))
    longitude = pd.to_numeric(frame["経度"], errors="coerce")
    latitude = pd.to_numeric(frame["緯度"], errors="coerce")
    inside = longitude.between(139.70, 139.80) & latitude.between(35.65, 35.72)
    has_date = frame["受付日時"].notna() & frame["受付番号"].notna()
    frame = frame[inside & has_date].drop_duplicates("受付番号", keep="last")
    longitude, latitude = longitude[frame.index], latitude[frame.index]
    points = geopandas.GeoDataFrame(
        frame, geometry=geopandas.points_from_xy(longitude, latitude), crs="EPSG:4326"
    )
    blocks = geopandas.read_file(REPOSITORY / "geodata" / "town_blocks.geojson")
    points = points.sjoin(blocks[["town_block_id", "geometry"]], how="left", predicate="within")
    row = np.floor(latitude.to_numpy() * 960).astype(np.int64)
    column = np.floor((longitude.to_numpy() - 100) * 640).astype(np.int64)
    located = pd.DataFrame(points.drop(columns=["geometry", "index_right"], errors="ignore"))
    located = located[~located.index.duplicated()]
    located["mesh"] = (row * 100_000 + column).astype(str)
    connection = connect(Path(folder) / "pandas.duckdb", threads=2)
    connection.register("located", located)
    connection.execute("CREATE TABLE posts AS SELECT * FROM located")
    connection.close()
    return {"rows": len(located)}


def _pandas_dates(text: pd.Series) -> pd.Series:
    era = text.str.extract(
        r"^(令和|平成)(元|\d+)年(\d+)月(\d+)日\s*(\d+)?[時:]?(\d+)?", expand=True
    )
    is_era = era[0].notna()
    parts = era[is_era]
    year = parts[0].map(_ERA).astype("int64") + parts[1].replace("元", "1").astype("int64")
    moments = pd.to_datetime(
        pd.DataFrame(
            {
                "year": year,
                "month": parts[2].astype("int64"),
                "day": parts[3].astype("int64"),
                "hour": parts[4].fillna("0").astype("int64"),
                "minute": parts[5].fillna("0").astype("int64"),
            }
        ),
        errors="coerce",
    )
    out = pd.to_datetime(text.where(~is_era), errors="coerce", format="mixed")
    out[is_era] = moments
    return out.dt.tz_localize("Asia/Tokyo", ambiguous="NaT", nonexistent="NaT").dt.tz_convert("UTC")


def main(rows: int = ROWS) -> list[str]:
    """Measure, and say each figure beside its target."""
    lines = []
    with tempfile.TemporaryDirectory() as work:
        files = {}
        for encoding in ("utf-8", "cp932"):
            files[encoding] = Path(work) / f"posts_{encoding}.csv"
            posts_csv(files[encoding], rows, seed=1, encoding=encoding)
        size = files["utf-8"].stat().st_size / 1e6
        lines.append(f"{rows:,} posts, {size:.0f} MB of CSV in UTF-8")
        results = {}
        for label, function, encoding in (
            ("bare", "bare", "utf-8"),
            ("ours, UTF-8", "ours", "utf-8"),
            ("ours, CP932", "ours", "cp932"),
            ("pandas", "pandas_baseline", "utf-8"),
        ):
            with tempfile.TemporaryDirectory(dir=work) as folder:
                results[label] = measured(
                    "bench.million_posts", function, csv=str(files[encoding]), folder=folder
                )
            one = results[label]
            lines.append(
                f"{label:12} {one['seconds']:6.1f} s  {one['peak_mb']:6.0f} MB  {one['answer']}"
            )
    seconds = {label: one["seconds"] for label, one in results.items()}
    lines.append(f"UTF-8 / bare  {seconds['ours, UTF-8'] / seconds['bare']:.1f} (at most 5)")
    lines.append(f"CP932 / bare  {seconds['ours, CP932'] / seconds['bare']:.1f} (at most 7)")
    lines.append(f"pandas / ours {seconds['pandas'] / seconds['ours, UTF-8']:.1f} (at least 3)")
    return lines
