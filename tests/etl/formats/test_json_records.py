"""JSON records and GeoJSON features."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import shapely

from etl.contract import UnreadableFile
from etl.formats import json_records
from etl.formats.look import look

Read = Callable[..., pa.Table]


def written(folder: Path, document: Any, encoding: str = "utf-8") -> Path:
    path = folder / "list.json"
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    path.write_bytes(text.encode(encoding))
    return path


ISSUES = {
    "total_count": 2,
    "issues": [
        {"id": 7, "project": {"id": 1, "name": "道路"}, "lat": 35.690, "closed": False,
         "custom_fields": [{"id": 1, "value": "砂利"}], "note": "", "ratio": 1.0,
         "geojson": {"type": "Feature", "properties": {},
                     "geometry": {"type": "Point", "coordinates": [139.75, 35.69, 0.0]}}},
        {"id": 8, "project": {"id": 1, "name": None}, "geojson": None, "closed_on": "2024-01-11"},
    ],
    "tags": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_nested_records_under_dotted_names(tmp_path: Path, read_table: Read, encoding: str) -> None:
    path = written(tmp_path, ISSUES, encoding)
    preview = json_records.preview(path, path.name, ["nothing.here", "issues"])
    assert preview.records == "issues"
    table = read_table(path, records="issues", published=preview.published)
    first, second = table.to_pylist()
    assert shapely.from_wkb(first.pop("__geometry")).coords[:] == [(139.75, 35.69)]
    assert {name: value for name, value in first.items() if value is not None} == {
        "id": "7", "project.id": "1", "project.name": "道路", "lat": "35.69", "closed": "false",
        "custom_fields": '[{"id": 1, "value": "砂利"}]', "ratio": "1",
        "geojson.type": "Feature", "geojson.geometry.type": "Point",
        "geojson.geometry.coordinates": "[139.75, 35.69, 0.0]", "__source_row": 1,
    }  # fmt: skip
    assert {name: value for name, value in second.items() if value is not None} == {
        "id": "8", "project.id": "1", "closed_on": "2024-01-11", "__source_row": 2,
    }  # fmt: skip


def test_large_files_are_streamed_alike(
    tmp_path: Path, read_table: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, ISSUES)
    whole = json_records.preview(path, path.name, ["issues"])
    table = read_table(path, records="issues", published=whole.published)
    monkeypatch.setattr(json_records, "WHOLE", 0)
    assert json_records.preview(path, path.name, ["issues"]) == whole
    assert read_table(path, records="issues", published=whole.published) == table


def test_largest_list_without_a_hint(tmp_path: Path) -> None:
    assert json_records.preview(written(tmp_path, ISSUES), "list.json").records == "tags"


def test_lines_of_json(tmp_path: Path, read_table: Read) -> None:
    path = written(tmp_path, '{"id": 1, "name": "a"}\n{"id": 2, "名": "い"}\n')
    assert [row["名"] for row in read_table(path).to_pylist()] == [None, "い"]


def test_features(tmp_path: Path, read_table: Read) -> None:
    features = [
        {"type": "Feature", "id": 5, "properties": {"名称": "公園", "人数": 10.0},
         "geometry": {"type": "Point", "coordinates": [139.75, 35.69, 12.5]}},
        {"type": "Feature", "properties": {"名称": "池"}, "geometry": None},
        {"type": "Feature", "properties": None,
         "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}},
        {"type": "Feature", "properties": {"名称": "壊"},
         "geometry": {"type": "Polygon", "coordinates": "?"}},
        {"type": "Feature", "properties": {"名称": "空"},
         "geometry": {"type": "Point", "coordinates": []}},
    ]  # fmt: skip
    path = written(tmp_path, {"type": "FeatureCollection", "features": features})
    rows = read_table(path).to_pylist()
    shapes = [shapely.from_wkb(row["__geometry"]) for row in rows]
    assert [shape and shape.wkt for shape in shapes] == [
        "POINT (139.75 35.69)", None, "POLYGON ((0 0, 1 0, 1 1, 0 0))", None, None,
    ]  # fmt: skip
    assert [(row["id"], row["名称"], row["人数"]) for row in rows] == [
        ("5", "公園", "10"), (None, "池", None), (None, None, None), (None, "壊", None),
        (None, "空", None),
    ]  # fmt: skip
    assert [row["__problem"] for row in rows] == [None, None, None, "bad_geometry", None]
    assert [row["__source_row"] for row in rows] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("crs", "coordinates"),
    [
        ("urn:ogc:def:crs:EPSG::6668", [139.75, 35.69]),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", [139.75, 35.69]),
        ("urn:ogc:def:crs:EPSG::6677", [-7541.80, -34376.57]),
    ],
)
def test_stated_coordinate_systems(
    tmp_path: Path, read_table: Read, crs: str, coordinates: list[float]
) -> None:
    feature = {
        "type": "Feature",
        "properties": {"a": 1},
        "geometry": {"type": "Point", "coordinates": coordinates},
    }
    path = written(
        tmp_path,
        {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": crs}},
         "features": [feature]},
    )  # fmt: skip
    [row] = read_table(path).to_pylist()
    point = shapely.from_wkb(row["__geometry"])
    assert (point.x, point.y) == pytest.approx((139.75, 35.69), abs=2e-3)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ('[{"a": 1}, {"a": 2', "途中で切れています"),
        ('{"type": "FeatureCollection", "features": [{"type": "Fea', "途中で切れています"),
        ('[{"a": 1},, {"a": 2}]', "JSON として読めません（1 行目 11 文字目"),
        ("[" * 100_000, "JSON"),
        ('{"type": "unavailable", "message": "公開されていません。"}', "「公開されていません。」"),
        ("[]", "データの一覧"),
        ('[{"code": 404, "description": "jurisdiction_id was not found"}]', "エラーの応答です"),
    ],
)
def test_refused(tmp_path: Path, document: str, said: str) -> None:
    path = written(tmp_path, document)
    with pytest.raises(UnreadableFile, match=said):
        look(path, path.name)


def test_cut_off_while_streaming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_records, "WHOLE", 0)
    path = written(tmp_path, '[{"a": 1}, {"a": 2')
    with pytest.raises(UnreadableFile, match="途中で切れています"):
        look(path, path.name)
