"""Score and group the posts of any file, with no municipality and no build: ``etl groups FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from etl.contract import EtlError
from machimori.domain.duplicates import BadPosts, score_repeats
from machimori.domain.repeat_rules import GroupRules

#: Names a table may use for ours, beside ours; as cities publish them.
ALSO_NAMED: dict[str, tuple[str, ...]] = {
    "report_id": ("id", "service_request_id", "受付番号", "case_id", "unique_key", "sr_number"),
    "longitude": ("long", "lon", "lng", "x", "経度"),
    "latitude": ("lat", "y", "緯度"),
    "requested_at": (
        "requested_datetime", "受付日時", "date_requested", "created_date", "created_at",
    ),
    "closed_at": ("closed_date", "closed_datetime", "完了日時", "date_closed"),
    "category": ("service_name", "分類", "service_type", "sr_type", "complaint_type"),
    "description": ("内容", "public_description", "descriptor"),
}  # fmt: skip
_READERS = {".csv": "csv", ".tsv": "csv", ".json": "json", ".parquet": "parquet"}


def group_file(file: Path, columns: dict[str, str], rules: GroupRules) -> pd.DataFrame:
    """``score_repeats`` of a file's posts.

    Args:
        file: CSV, TSV, JSON (a list of records) or Parquet.
        columns: our name to the file's, where it is none of ``ALSO_NAMED``.
        rules: radius, window and diameter.

    Raises:
        EtlError: the file can't be read, or a column that is needed isn't there.
    """
    posts = _read(file)
    try:
        return score_repeats(posts.rename(columns=_renamed(posts, columns)), rules)
    except BadPosts as error:
        raise EtlError(
            f"{file}: {error}. It has the columns {', '.join(map(str, posts.columns))}; "
            "say which is which with --column OURS=THEIRS."
        ) from error


def write(answer: pd.DataFrame, out: Path) -> None:
    """Write an answer as CSV, JSON or Parquet, by the end of the name."""
    if out.suffix == ".parquet":
        answer.to_parquet(out, index=False)
    elif out.suffix == ".json":
        answer.to_json(out, orient="records", force_ascii=False)
    else:
        answer.to_csv(out, index=False)


def summary(answer: pd.DataFrame) -> dict[str, Any]:
    """Posts, incidents, and how many posts repeat one, as counted and as believed."""
    groups = answer["duplicate_group_id"]
    alone = int(groups.isna().sum())
    return {
        "posts": len(answer),
        "incidents": alone + int(groups.nunique()),
        "groups": int(groups.nunique()),
        "largest": int(groups.value_counts().max()) if groups.notna().any() else 1,
        "repeats_expected": round(float(answer["score"].sum()), 1),
    }


def _read(file: Path) -> pd.DataFrame:
    kind = _READERS.get(file.suffix.lower())
    try:
        if kind == "parquet":
            return pd.read_parquet(file)
        if kind == "json":
            return pd.read_json(file, dtype=False, convert_dates=False)
        if kind == "csv":
            separator = "\t" if file.suffix.lower() == ".tsv" else ","
            return pd.read_csv(file, sep=separator, dtype=str, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise EtlError(f"{file}: not readable: {error}") from error
    raise EtlError(f"{file}: a CSV, TSV, JSON or Parquet file is needed")


def _renamed(posts: pd.DataFrame, columns: dict[str, str]) -> dict[str, str]:
    """The file's name of each of our columns to ours."""
    names = {str(name).strip().lower().replace(" ", "_"): str(name) for name in posts.columns}
    out = {}
    for ours, others in ALSO_NAMED.items():
        if ours in columns:
            if columns[ours] not in posts.columns:
                raise EtlError(f"there is no column {columns[ours]!r}")
            out[columns[ours]] = ours
            continue
        if ours in posts.columns:
            continue
        for other in others:
            if other in names:
                out[names[other]] = ours
                break
    return out
