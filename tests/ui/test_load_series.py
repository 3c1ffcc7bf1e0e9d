"""Files of a series: laid beside the others, never over one, and taken out again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl.profile.stated import stated_at
from machimori.city import City
from machimori.ui.load_series import file_into, folder_for, same_in

NOW = datetime(2026, 11, 21, 15, 5, 9, tzinfo=UTC)


def upload(folder: Path, name: str, content: str) -> Path:
    place = folder / f"up{content}" / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(content, encoding="utf-8")
    return place


def held(folder: Path) -> dict[str, str]:
    """Every file of the folder, hidden ones too: relative name -> content."""
    return {
        one.relative_to(folder).as_posix(): one.read_text(encoding="utf-8")
        for one in folder.rglob("*")
        if one.is_file()
    }


def test_a_file_joins_the_others(tmp_path: Path) -> None:
    series = tmp_path / "series"
    filed = file_into(series, upload(tmp_path, "1500.csv", "a"), now=NOW)
    assert (filed.path, filed.is_new) == (series / "1500.csv", True)
    file_into(series, upload(tmp_path, "1505.csv", "b"), now=NOW)
    assert held(series) == {"1500.csv": "a", "1505.csv": "b"}


def test_another_content_under_a_taken_name_gets_a_dated_place(tmp_path: Path) -> None:
    series = tmp_path / "series"
    for content in "abc":
        file_into(series, upload(tmp_path, "状況.csv", content), now=NOW)
    assert held(series) == {
        "状況.csv": "a",
        "received_2026-11-21_150509/状況.csv": "b",
        "received_2026-11-21_150509_2/状況.csv": "c",
    }
    # When it arrived is not the moment it speaks of.
    assert stated_at("received_2026-11-21_150509/状況.csv", {})[0] == ""


def test_the_same_bytes_are_there_already_under_whatever_name(tmp_path: Path) -> None:
    series = tmp_path / "series"
    first = file_into(series, upload(tmp_path, "1500.csv", "a"), now=NOW)
    again = upload(tmp_path, "写し.csv", "a")
    assert same_in(series, again) == first.path
    filed = file_into(series, again, now=NOW)
    assert (filed.path, filed.is_new) == (first.path, False)
    filed.take_out()  # it is not ours to take out
    assert held(series) == {"1500.csv": "a"}


def test_a_file_that_was_not_taken_leaves_no_trace(tmp_path: Path) -> None:
    series = tmp_path / "series"
    file_into(series, upload(tmp_path, "1500.csv", "a"), now=NOW)
    file_into(series, upload(tmp_path, "1500.csv", "b"), now=NOW).take_out()
    assert sorted(one.name for one in series.rglob("*")) == ["1500.csv"]


def test_ten_clerks_at_once_lose_nothing(tmp_path: Path) -> None:
    series = tmp_path / "series"
    files = [upload(tmp_path, "同じ名前.csv", str(n)) for n in range(10)]
    with ThreadPoolExecutor(10) as clerks:
        list(clerks.map(lambda one: file_into(series, one, now=NOW), files))
    assert sorted(held(series).values()) == [str(n) for n in range(10)]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "series").write_text("a file", encoding="utf-8")
    with pytest.raises(OSError, match="series"):
        file_into(tmp_path / "series", upload(tmp_path, "1500.csv", "a"), now=NOW)


def test_which_folder_a_checked_file_joins(chiyoda: City, tmp_path: Path) -> None:
    def of(folder: str, *, series: bool, new: bool) -> Path | None:
        said = {"folder": folder, "is_series": series, "source_id": "status"}
        return folder_for(chiyoda, said, is_new=new)

    assert of("/data/status", series=True, new=False) == Path("/data/status")
    assert of("", series=True, new=True) == tmp_path / "incoming" / "status"
    assert of("", series=True, new=False) is None
    assert of("", series=False, new=True) is None
