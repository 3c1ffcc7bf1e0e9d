"""``[road_crews]`` of a city.toml: what it refuses, in words that name the nearest key."""

from __future__ import annotations

from pathlib import Path

import pytest

from machimori.city import ConfigurationError, load_city

HEAD = """name = "見本区"
code = "131016"
metric_crs = "EPSG:6677"
bbox = [139.7, 35.6, 139.8, 35.7]
"""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[road_crews]\ndetour_facter = 2", "detour_factor"),
        ('[[road_crews.crews]]\nid = "a"\nname = "a"\nbegin = 08:00:00', "begins"),
        ('[[road_crews.crews]]\nid = "a"\nname = "a"\nbase_latitude = 35.6', "go together"),
        ('[[road_crews.crews]]\nid = "a"\nname = "a"\nbegins = 18:00:00', "before ends"),
        ('[[road_crews.no_work]]\nwhere = "street"\nbegins = 09:00:00\nends = 08:00:00', "before"),
        ('[road_crews]\nmap_link = "https://x/{lat}"', "map_link"),
        ("[road_crews.service_minutes]\nx = 0", "service_minutes"),
        ("[open311]\ngives_descriptions = true", "gives_description"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "city.toml"
    path.write_text(f"{HEAD}{written}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        load_city(path)
