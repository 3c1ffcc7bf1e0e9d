"""The shelf of editions: nothing on it is ever written again, and old ones go by a rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from machimori.store.edition_shelf import EditionShelf

DAY = date(2026, 11, 21)


def keep(shelf: EditionShelf, day: date, content: str, table: str = "boxes") -> None:
    files = {f"{table}.csv": content.encode()}
    shelf.keep(table, day, files, {"sha256": content, "threshold": 0})


def versions(shelf: EditionShelf) -> list[str]:
    return [one.version for one in shelf.editions("boxes")]


def test_the_same_words_are_no_new_edition_and_others_of_a_day_are_numbered(tmp_path: Path) -> None:
    shelf = EditionShelf(tmp_path)
    for content in ("a", "a", "b", "a"):
        keep(shelf, DAY, content)
    assert versions(shelf) == ["2026-11-21", "2026-11-21-2", "2026-11-21-3"]
    assert [shelf.read("boxes", one, "boxes.csv") for one in versions(shelf)] == [b"a", b"b", b"a"]
    assert shelf.editions("boxes")[1].files == {"boxes.csv": 1}
    assert [one.name for one in (tmp_path / "boxes").iterdir() if one.name.startswith(".")] == []


def test_a_tenth_edition_comes_after_the_ninth(tmp_path: Path) -> None:
    shelf = EditionShelf(tmp_path)
    for number in range(11):
        keep(shelf, DAY, str(number))
    assert versions(shelf)[-2:] == ["2026-11-21-10", "2026-11-21-11"]


def test_the_newest_and_the_last_of_each_year_stay(tmp_path: Path) -> None:
    shelf = EditionShelf(tmp_path)
    days = (date(2024, 3, 1), date(2024, 9, 1), date(2025, 1, 1), date(2026, 1, 1), DAY)
    for day in days:
        keep(shelf, day, day.isoformat())
    shelf.prune("boxes", most=2)
    assert versions(shelf) == ["2024-09-01", "2025-01-01", "2026-01-01", "2026-11-21"]
    shelf.prune("boxes", most=1)
    assert versions(shelf) == ["2024-09-01", "2025-01-01", "2026-11-21"]


def test_a_half_written_edition_is_none_and_nobody_reads_beside_the_shelf(tmp_path: Path) -> None:
    shelf = EditionShelf(tmp_path / "shelf")
    keep(shelf, DAY, "a")
    (tmp_path / "shelf" / "boxes" / "2026-11-22").mkdir()
    (tmp_path / "secret.csv").write_text("x", encoding="utf-8")
    assert versions(shelf) == ["2026-11-21"]
    for version, name in (("..", "secret.csv"), ("2026-11-21", "../../../secret.csv")):
        assert shelf.read("boxes", version, name) is None
    assert shelf.read("boxes", "2026-11-21", "about.json") is None
    with pytest.raises(ValueError, match="no table"):
        shelf.editions("../boxes")
    (tmp_path / "shelf" / "boxes" / "2026-11-22" / "x").write_text("", encoding="utf-8")
    keep(shelf, date(2026, 11, 22), "b")
    assert versions(shelf) == ["2026-11-21", "2026-11-22-2"], "what lies there is not replaced"
