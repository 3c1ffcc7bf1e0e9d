"""GeoPackage, Shapefile, FlatGeobuf and TopoJSON, reprojected to longitude and latitude."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import geopandas
import pyarrow as pa
import pytest
import shapely

from etl.contract import UnreadableFile
from etl.formats.look import look

Read = Callable[..., pa.Table]
ReadAll = Callable[..., list[pa.Table]]


def frame() -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        {"名称": ["見本公園", None], "人数": [10.0, 2.5], "番号": [1, 2]},
        geometry=[shapely.Point(139.75, 35.69), shapely.Point(139.76, 35.70)],
        crs="EPSG:4326",
    )


def rows(table: pa.Table) -> list[tuple[object, ...]]:
    found = []
    for row in table.to_pylist():
        point = shapely.from_wkb(row["__geometry"])
        found.append(
            (row["__source_row"], row["名称"], row["人数"], row["番号"],
             round(point.x, 6), round(point.y, 6))
        )  # fmt: skip
    return found


EXPECTED = [
    (1, "見本公園", "10", "1", 139.75, 35.69),
    (2, None, "2.5", "2", 139.76, 35.7),
]


@pytest.mark.parametrize(
    ("driver", "suffix"), [("GPKG", ".gpkg"), ("FlatGeobuf", ".fgb"), ("ESRI Shapefile", ".shp")]
)
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:6677", "EPSG:3857"])
def test_any_system_comes_as_degrees(
    tmp_path: Path, read_table: Read, driver: str, suffix: str, crs: str
) -> None:
    path = tmp_path / f"parks{suffix}"
    options = {"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" else {}
    frame().to_crs(crs).to_file(path, driver=driver, encoding="utf-8", **options)
    assert rows(read_table(path)) == EXPECTED


def test_recognised_under_any_name(tmp_path: Path, read_table: Read) -> None:
    path = tmp_path / "parks.gpkg"
    frame().to_file(path, driver="GPKG")
    renamed = path.rename(tmp_path / "data.csv")
    assert rows(read_table(renamed)) == EXPECTED


def test_shapefile_in_cp932_without_its_cpg(tmp_path: Path, read_table: Read) -> None:
    path = tmp_path / "parks.shp"
    frame().to_file(path, driver="ESRI Shapefile", encoding="cp932")
    path.with_suffix(".cpg").unlink()
    assert rows(read_table(path)) == EXPECTED
    [preview] = look(path, path.name)
    assert ("文字コード", "cp932") in [(one.what, one.choice) for one in preview.decisions]


def test_folder_of_one_shapefile(tmp_path: Path, read_table: Read) -> None:
    frame().to_file(tmp_path / "parks.shp", driver="ESRI Shapefile", encoding="utf-8")
    assert rows(read_table(tmp_path)) == EXPECTED


def test_layers_are_tables_of_their_own(tmp_path: Path, read_tables: ReadAll) -> None:
    path = tmp_path / "town.gpkg"
    frame().to_file(path, driver="GPKG", layer="公園")
    frame().head(1).to_file(path, driver="GPKG", layer="広場")
    assert [table.num_rows for table in read_tables(path)] == [2, 1]
    assert [preview.sheet for preview in look(path, path.name)] == ["公園", "広場"]
    assert [preview.sheet for preview in look(path, path.name, sheet="広場")] == ["広場"]


def test_no_system_and_no_degrees(tmp_path: Path, read_table: Read) -> None:
    path = tmp_path / "parks.shp"
    frame().to_file(path, driver="ESRI Shapefile", encoding="utf-8")
    path.with_suffix(".prj").unlink()
    assert rows(read_table(path)) == EXPECTED
    frame().to_crs("EPSG:6677").to_file(path, driver="ESRI Shapefile", encoding="utf-8")
    path.with_suffix(".prj").unlink()
    with pytest.raises(UnreadableFile, match="座標系が書かれておらず"):
        look(path, path.name)


def test_parts_missing(tmp_path: Path) -> None:
    path = tmp_path / "parks.shp"
    frame().to_file(path, driver="ESRI Shapefile", encoding="utf-8")
    path.write_bytes(path.read_bytes()[:100])
    path.with_suffix(".shx").unlink()
    with pytest.raises(UnreadableFile, match="地図のファイルとして読めません"):
        look(path, path.name)


TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.01, 0.01], "translate": [139.0, 35.0]},
    "objects": {
        "towns": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"名称": "東町", "番号": 1}},
                {"type": "Polygon", "arcs": [[-2, 2]], "properties": {"名称": "西町"}},
            ],
        }
    },
    "arcs": [
        [[10, 10], [0, 10], [10, 0]],
        [[20, 20], [0, -10], [-10, 0]],
        [[20, 20], [10, 0], [0, -10], [-20, 0]],
    ],
}


def test_topology_arcs_become_rings(tmp_path: Path, read_table: Read) -> None:
    path = tmp_path / "towns.json"
    path.write_text(json.dumps(TOPOLOGY, ensure_ascii=False), encoding="utf-8")
    table = read_table(path)
    east, west = (shapely.from_wkb(one) for one in table.column("__geometry").to_pylist())
    assert east.normalize().equals_exact(
        shapely.box(139.1, 35.1, 139.2, 35.2).normalize(), tolerance=1e-9
    )
    assert west.bounds == pytest.approx((139.1, 35.1, 139.3, 35.2))
    assert table.column("名称").to_pylist() == ["東町", "西町"]
