"""A source that is a folder of moments: checked, compared and added to, never replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.check import check_file
from etl.pipeline import run
from etl.preview import preview_file
from etl.series import series_folder
from machimori.city import City, SourceConfig

HEADER = "施設ID,名称,開設状況,避難者数,時点\n"


def moment(path: Path, hour: int, *people: int) -> Path:
    rows = (
        f"S-{n},見本第{n}小学校,開設,{count},2026-11-21 {hour}:00\n"
        for n, count in enumerate(people, 1)
    )
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "status"
    folder.mkdir()
    for hour in range(10, 15):
        moment(folder / f"status_{hour}00.csv", hour, 10 + hour, 20 + hour)
    return folder


@pytest.fixture
def city(chiyoda: City, folder: Path) -> City:
    entry = SourceConfig(id="status", path=folder.name)
    return chiyoda.model_copy(update={"sources": {"facility_status": (entry,)}})


def test_one_moment_is_not_held_back_for_being_short(city: City, tmp_path: Path) -> None:
    assert run(city).success
    report = check_file(moment(tmp_path / "status_1500.csv", 15, 40), city=city)
    assert (report.success, report.source_id, report.is_series) == (True, "status", True)
    assert report.folder == str(tmp_path / "status")
    assert report.document()["folder"] == report.folder


def test_the_preview_is_of_the_folder_with_the_file(city: City, tmp_path: Path) -> None:
    assert run(city).success
    preview = preview_file(
        moment(tmp_path / "status_1500.csv", 15, 40), source_id="status", city=city
    )
    counts = (preview.rows_before, preview.rows_after, preview.added, preview.removed)
    assert (*counts, preview.unchanged, preview.held_back) == (10, 11, 1, 0, 10, "")


def test_the_same_bytes_change_nothing_under_another_name(
    city: City, folder: Path, tmp_path: Path
) -> None:
    assert run(city).success
    again = tmp_path / "また.csv"
    again.write_bytes((folder / "status_1200.csv").read_bytes())
    preview = preview_file(again, source_id="status", city=city)
    assert (preview.rows_after, preview.added, preview.removed) == (10, 0, 0)


def test_another_content_under_a_name_of_the_folder_is_read_beside_it(
    city: City, tmp_path: Path
) -> None:
    assert run(city).success
    recounted = moment(tmp_path / "status_1200.csv", 12, 22, 99)  # one row as before, one new
    preview = preview_file(recounted, source_id="status", city=city)
    assert (preview.rows_after, preview.added, preview.removed) == (11, 1, 0)


def test_which_entries_are_series(city: City, folder: Path, tmp_path: Path) -> None:
    def of(source: str, **place: str) -> Path | None:
        return series_folder(source, SourceConfig(id="x", **place), city)

    assert of("facility_status", path="status") == folder
    assert of("facility_status", path="still_to_come") == tmp_path / "still_to_come"
    assert of("facility_status", path="status/status_1000.csv") is None
    assert of("facility_status", url="https://example.jp/status.csv") is None
    assert of("facilities", path="status") is None
