"""``etl groups FILE``: any table of posts, with no municipality behind it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from etl.__main__ import app
from etl.contract import EtlError
from etl.group_file import group_file, summary
from machimori.domain.duplicates import score_repeats
from machimori.domain.repeat_rules import GroupRules

_POSTS = """service_request_id,requested_datetime,service_name,lat,long,description
A1,2026-06-01T09:00:00+09:00,Pothole,35.69,139.75,deep hole at the bus stop
A2,2026-06-03T09:00:00+09:00,Pothole,35.69003,139.75002,Deep hole at bus stop
B1,2026-06-03T10:00:00+09:00,Pothole,35.70,139.76,cracked kerb
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "requests.csv"
    path.write_text(_POSTS, encoding="utf-8")
    return path


def test_a_file_is_scored_and_written(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "scored.csv"
    done = CliRunner().invoke(app, ["groups", str(file), "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert {name: told[name] for name in ("posts", "incidents", "groups", "largest")} == {
        "posts": 3, "incidents": 2, "groups": 1, "largest": 2,
    }  # fmt: skip
    scored = pd.read_csv(out)
    assert scored["report_id"].tolist() == ["A1", "A2", "B1"]
    assert scored["duplicate_group_id"].tolist()[:2] == ["A1", "A1"]
    assert scored["score"].iloc[1] > 0.9 > 0.1 > scored["score"].iloc[2]


@pytest.mark.parametrize("suffix", ["json", "parquet"])
def test_other_formats_and_named_columns(file: Path, suffix: str) -> None:
    posts = pd.read_csv(file).rename(columns={"service_request_id": "Nr"})
    other = file.with_suffix(f".{suffix}")
    if suffix == "json":
        posts.to_json(other, orient="records")
    else:
        posts.to_parquet(other)
    answer = group_file(other, {"report_id": "Nr"}, GroupRules())
    assert summary(answer)["incidents"] == 2


def test_what_is_missing_is_named(file: Path, tmp_path: Path) -> None:
    with pytest.raises(EtlError, match=r"no column 'Nr'"):
        group_file(file, {"report_id": "Nr"}, GroupRules())
    bare = tmp_path / "bare.csv"
    bare.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(EtlError, match=r"report_id.*--column OURS=THEIRS"):
        group_file(bare, {}, GroupRules())
    with pytest.raises(EtlError, match="a CSV, TSV, JSON or Parquet file is needed"):
        group_file(tmp_path / "posts.pdf", {}, GroupRules())


def test_syracuse_is_read_and_grouped(real_data: Path) -> None:
    """Potholes as a city filled them: no labels, so reading, places and sizes alone."""
    fills = pd.read_csv(real_data / "road_reports" / "syracuse" / "potholes.csv")
    posts = pd.DataFrame(
        {
            "report_id": fills.index,
            "longitude": fills["Longitude"],
            "latitude": fills["Latitude"],
            "requested_at": fills["TimeFilled"],
        }
    )
    answer = score_repeats(posts)
    assert len(answer) == len(fills)
    assert answer["score"].between(0, 1).all()
    together = answer.dropna(subset=["duplicate_group_id"]).join(posts[["longitude", "latitude"]])
    reach = together.groupby("duplicate_group_id")[["longitude", "latitude"]].agg(
        lambda one: one.max() - one.min()
    )
    assert (reach["longitude"] * 81_000 < 91).all()
    assert (reach["latitude"] * 111_000 < 91).all()
