"""The assumptions of demand are checked where they are written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from machimori.city import ConfigurationError, Demand, load_city

CITY = """
name = "見本区"
code = "131016"
bbox = [139.7, 35.6, 139.8, 35.8]
metric_crs = "EPSG:6677"
[demand]
"""


def written(folder: Path, lines: str) -> Path:
    path = folder / "city.toml"
    path.write_text(CITY + lines, encoding="utf-8")
    return path


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    city = load_city(written(tmp_path, "resident_share = [0.1, 0.2, 0.2]\n"))
    assert city.demand == Demand(resident_share=(0.1, 0.2, 0.2))
    assert city.demand.commuter_total == 590_000


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("resident_share = [0.3, 0.2, 0.1]", "rise from low to high"),
        ("resident_share = [0.3, 0.5, 1.1]", "at most 1"),
        ("commuter_spread = [-1.0, 1.0, 1.3]", "none below 0"),
        ("area_per_person_m2 = [0.0, 3.5]", "above 0"),
        ("walk_limit_m = 0", "greater than 0"),
        ("commuter_total = -1", "greater than or equal to 0"),
        ("resident_shares = [0.1, 0.2, 0.3]", "Did you mean 'resident_share'"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_city(written(tmp_path, line))
