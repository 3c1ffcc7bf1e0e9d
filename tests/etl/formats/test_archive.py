"""Zips: names of any encoding, limits, nothing written outside."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import pyarrow as pa
import pytest
import shapely

from etl.contract import UnreadableFile
from etl.formats import archive
from etl.formats.look import look

Read = Callable[..., pa.Table]
ReadAll = Callable[..., list[pa.Table]]
LIST = "番号,名称\n1,本庁舎\n2,別館\n"


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def test_members_of_any_format_are_tables(tmp_path: Path, read_tables: ReadAll) -> None:
    path = zipped(
        tmp_path / "data.zip",
        {
            "b/list.csv": LIST.encode("cp932"),
            "a.json": b'[{"id": 1}, {"id": 2}]',
            "readme.txt": b"",
            "__MACOSX/._list.csv": b"x",
            ".DS_Store": b"x",
            "inner.zip": b"PK\x05\x06" + bytes(18),
        },
    )
    tables = read_tables(path)
    assert [table.column_names[0] for table in tables] == ["id", "番号"]
    first, second = look(path, path.name)
    assert (first.member, second.member) == ("a.json", "b/list.csv")
    assert [one.what for one in first.decisions if one.choice == "読まない"] == [
        "zip の中の inner.zip",
        "zip の中の readme.txt",
    ]
    assert [preview.member for preview in look(path, path.name, sheet="list.csv")] == ["b/list.csv"]


def test_names_in_cp932_as_windows_writes_them(tmp_path: Path, read_table: Read) -> None:
    path = tmp_path / "data.zip"
    name = "避難所一覧.csv".encode("cp932")
    # zipfile itself would write UTF-8: put the bytes of a name of equal length in its place.
    zipped(path, {"x" * len(name): LIST.encode("cp932")})
    path.write_bytes(path.read_bytes().replace(b"x" * len(name), name))
    [preview] = look(path, path.name)
    assert preview.member == "避難所一覧.csv"
    assert read_table(path).column("名称").to_pylist() == ["本庁舎", "別館"]


def test_names_that_lead_elsewhere_lead_nowhere(tmp_path: Path, read_tables: ReadAll) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    path = zipped(
        folder / "data.zip",
        {
            "../../evil.csv": LIST.encode(),
            "/etc/evil.csv": LIST.encode(),
            "..\\evil.csv": b"a,b\n1,2\n",
        },
    )
    before = sorted(tmp_path.rglob("*"))
    assert len(read_tables(path)) == 3
    assert sorted(tmp_path.rglob("*")) == before


def test_shapefile_with_its_parts(tmp_path: Path, read_table: Read) -> None:
    folder = tmp_path / "shp"
    folder.mkdir()
    geopandas.GeoDataFrame(
        {"名称": ["公園"]}, geometry=[shapely.Point(139.75, 35.69)], crs="EPSG:6668"
    ).to_file(folder / "parks.shp", driver="ESRI Shapefile", encoding="cp932")
    path = zipped(
        tmp_path / "data.zip",
        {f"公園/{one.name}": one.read_bytes() for one in sorted(folder.iterdir())},
    )
    [row] = read_table(path).to_pylist()
    assert row["名称"] == "公園"
    assert shapely.from_wkb(row["__geometry"]).wkt == "POINT (139.75 35.69)"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("list.csv", "w") as out,
    ):
        for _ in range(100):
            out.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(UnreadableFile, match="安全に扱える大きさを超えています"):
        look(path, path.name)


def test_a_bomb_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "bomb.zip", {"list.csv": LIST.encode() * 10_000})
    content = bytearray(path.read_bytes())
    size = struct.pack("<I", len(LIST.encode()) * 10_000)
    # Both headers claim twenty bytes; the stream holds more.
    content = bytearray(bytes(content).replace(size, struct.pack("<I", 20)))
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="壊れています"):
        look(path, path.name)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 0)
    with pytest.raises(UnreadableFile, match="安全に扱える大きさを超えています"):
        archive.members(path, path.name)


def test_cut_off_damaged_and_empty(tmp_path: Path) -> None:
    path = zipped(tmp_path / "data.zip", {"list.csv": LIST.encode() * 100})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFile, match="途中で切れているか壊れています"):
        look(path, path.name)
    damaged = bytearray(whole)
    damaged[45] ^= 0xFF
    path.write_bytes(damaged)
    with pytest.raises(UnreadableFile, match="zip の中の list.csv は壊れています"):
        look(path, path.name)
    zipped(path, {})
    with pytest.raises(UnreadableFile, match="zip の中にファイルがありません"):
        look(path, path.name)
