"""The front page's indicators are checked where they are written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from machimori.city import ConfigurationError, load_city

CITY = """
name = "見本区"
code = "131016"
bbox = [139.7, 35.6, 139.8, 35.8]
metric_crs = "EPSG:6677"
[indicators]
"""


def written(folder: Path, lines: str) -> Path:
    path = folder / "city.toml"
    path.write_text(CITY + lines, encoding="utf-8")
    return path


def test_they_are_in_their_order_and_none_by_default(tmp_path: Path) -> None:
    assert load_city(written(tmp_path, "")).indicators.front == ()
    city = load_city(written(tmp_path, 'front = ["b", "a"]\n'))
    assert city.indicators.front == ("b", "a")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (f"front = {[str(one) for one in range(13)]}\n", "at most 12"),
        ('fornt = ["a"]\n', "Did you mean 'front'"),
    ],
)
def test_too_many_and_misspelt_ones_are_refused(tmp_path: Path, lines: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        load_city(written(tmp_path, lines))
