"""``[road_groups]``: distances and days by category, with the nearest known key named."""

from __future__ import annotations

from pathlib import Path

import pytest

from machimori.city import City, ConfigurationError, load_city
from machimori.domain.repeat_rules import CategoryRules, GroupRules

_CITY = """
name = "見本区"
code = "131016"
bbox = [139.7, 35.6, 139.8, 35.8]
metric_crs = "EPSG:6677"
"""


def _loaded(folder: Path, more: str) -> City:
    (folder / "city.toml").write_text(_CITY + more, encoding="utf-8")
    return load_city(folder)


def test_a_category_keeps_what_it_does_not_say_itself(tmp_path: Path) -> None:
    assert _loaded(tmp_path, "").road_groups.rules() == GroupRules()
    rules = _loaded(
        tmp_path, '[road_groups]\nradius_m = 80\n[road_groups.categories."穴"]\ndiameter_m = 30\n'
    ).road_groups.rules()
    usual = CategoryRules()
    assert rules.of("穴") == CategoryRules(80, usual.window_days, 30)
    assert rules.of("灯") == CategoryRules(80, usual.window_days, usual.diameter_m)


@pytest.mark.parametrize(
    ("more", "near"),
    [
        ("[road_groups]\nradius = 80\n", "radius_m"),
        ('[road_groups.categories."穴"]\nwindow = 9\n', "window_days"),
    ],
)
def test_an_unknown_key_names_the_nearest(tmp_path: Path, more: str, near: str) -> None:
    with pytest.raises(ConfigurationError, match=near):
        _loaded(tmp_path, more)
