from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import shapely
from shapely.ops import unary_union

from etl.sample.ground import points_in, ward
from machimori.city import REPOSITORY

GEODATA = REPOSITORY / "geodata"


def features(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return found


def test_the_shipped_files_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in GEODATA.rglob("*.geojson")}
    assert max(sizes.values()) < 300_000
    assert sum(path.stat().st_size for path in GEODATA.rglob("*.geojson")) < 1_000_000


def test_town_blocks_fill_the_ward_and_do_not_overlap() -> None:
    ground = ward(0)
    shapes = [block.shape for block in ground.blocks]
    assert len(shapes) == 115
    assert all(shape.is_valid for shape in shapes)
    filled = unary_union([shape.buffer(2e-6) for shape in shapes])
    assert filled.intersection(ground.outline).area / ground.outline.area > 0.998
    assert abs(sum(shape.area for shape in shapes) / ground.outline.area - 1) < 0.003


def test_a_block_holds_the_point_it_was_drawn_around() -> None:
    """The simplified outline cuts one off, by some tens of metres."""
    distances = {
        block.name: block.shape.distance(shapely.Point(block.longitude, block.latitude))
        for block in ward(0).blocks
    }
    outside = {name: distance for name, distance in distances.items() if distance > 0}
    assert list(outside) == ["内幸町一丁目"]
    assert outside["内幸町一丁目"] < 0.0006


def test_every_block_has_a_district_and_every_district_its_blocks() -> None:
    ground = ward(0)
    names = {name for name, _, _ in ground.districts}
    assert {block.district for block in ground.blocks} == names
    assert len(names) == 6


def test_what_lies_apart_stays_apart() -> None:
    """Known neighbours, seen on any map of the ward."""
    place = {station.name: station for station in ward(0).stations}
    blocks = {block.name: block.shape for block in ward(0).blocks}
    for station, block in (
        ("有楽町", "有楽町二丁目"),
        ("東京", "丸の内一丁目"),
        ("竹橋", "一ツ橋一丁目"),
        ("末広町", "外神田四丁目"),
        ("国会議事堂前", "永田町二丁目"),
        ("半蔵門", "麹町一丁目"),
    ):
        point = shapely.Point(place[station].longitude, place[station].latitude)
        assert blocks[block].distance(point) < 0.0022, (station, block)


def test_the_basemap_says_name_and_kind_only() -> None:
    allowed = {"name", "name_en", "kind", "lines"}
    for path in sorted((GEODATA / "basemap").glob("*.geojson")):
        for feature in features(path):
            properties = feature["properties"]
            assert isinstance(properties, dict)
            assert {"name", "kind"} <= set(properties) <= allowed, path.name


def test_points_fall_inside() -> None:
    block = ward(0).blocks[10]
    points = points_in(block.shape, 200, np.random.default_rng(3))
    assert points.shape == (200, 2)
    assert shapely.contains_xy(block.shape, points[:, 0], points[:, 1]).all()


def test_building_again_changes_nothing(real_data: Path, tmp_path: Path) -> None:
    work = tmp_path / "geodata"
    work.mkdir()
    (work / "build.py").write_bytes((GEODATA / "build.py").read_bytes())
    (work / "facts").symlink_to(GEODATA / "facts")
    subprocess.run(
        [sys.executable, str(work / "build.py"), "--sources", str(real_data)],
        check=True,
        capture_output=True,
    )
    built = {path.relative_to(work): path.read_bytes() for path in work.rglob("*.geojson")}
    kept = {path.relative_to(GEODATA): path.read_bytes() for path in GEODATA.rglob("*.geojson")}
    assert built == kept
