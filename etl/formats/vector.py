"""GeoPackage, Shapefile, FlatGeobuf and TopoJSON through GDAL, reprojected to EPSG:4326."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio

from etl.contract import GEOMETRY, PROBLEM, SOURCE_ROW, Decision, FilePlan
from etl.formats import cells, flags, shapes
from etl.formats.preview import Preview
from etl.formats.refusal import unreadable

_SUFFIXES = {"gpkg": ".gpkg", "flatgeobuf": ".fgb", "shapefile": ".shp", "topojson": ".topojson"}


def previews(path: Path, file: str, kind: str, layer: str = "", stated: str = "") -> list[Preview]:
    """Look at the layers of a vector file.

    Args:
        path: the file, or a folder with one Shapefile.
        file: its name for messages.
        kind: "gpkg", "flatgeobuf", "shapefile" or "topojson".
        layer: the one layer of the configuration; empty for all.
        stated: encoding of the configuration (Shapefile).

    Raises:
        UnreadableFile: damaged, parts missing, no layer, or coordinates in an unknown system.
    """
    found: list[Preview] = []
    with _named_for_gdal(path, kind) as source:
        encoding = _encoding(source, kind, stated)
        try:
            layers = [str(name) for name in pyogrio.list_layers(source)[:, 0]]
            for name in layers:
                if layer and name != layer:
                    continue
                info = pyogrio.read_info(
                    source, layer=name, encoding=encoding or None, force_total_bounds=True
                )
                found.append(_preview(info, name, kind, encoding, file, len(layers)))
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise _broken(file, error) from error
    if not found:
        raise unreadable(file, "レイヤーがありません。", "It holds no layer of that name.")
    return found


def read(plan: FilePlan, path: Path, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the features of one layer; see ``etl.formats.read_batches``."""
    kind = "topojson" if plan.format == "topojson" else plan.records
    to_wkb = partial(shapes.from_wkb, plan.crs, plan.axis_order == "swapped")
    first = 1
    with _named_for_gdal(path, kind) as source:
        try:
            with pyogrio.raw.open_arrow(
                source,
                layer=plan.sheet or None,
                encoding=plan.encoding or None,
                batch_size=min(batch_rows, 65_536),
                use_pyarrow=True,
                datetime_as_string=True,
            ) as (meta, reader):
                geometry = meta["geometry_name"] or "wkb_geometry"
                for batch in reader:
                    yield _converted(batch, plan, geometry, first, to_wkb)
                    first += batch.num_rows
        except (pyogrio.errors.DataSourceError, pa.ArrowInvalid) as error:
            raise _broken(plan.file, error) from error


def _preview(
    info: dict[str, Any], name: str, kind: str, encoding: str, file: str, layers: int
) -> Preview:
    crs = shapes.crs_name(info["crs"])
    decisions = []
    bounds = info.get("total_bounds")
    if info["geometry_type"] is not None and not crs:
        if kind != "topojson" and bounds is not None and not _could_be_degrees(bounds):
            raise unreadable(
                file,
                "座標系が書かれておらず、緯度・経度でもありません。.prj ファイルを添えてください。",
                "It doesn't say its coordinate system and doesn't hold degrees; add the .prj file.",
            )
        crs = "EPSG:4326"
        decisions.append(Decision("座標系", crs, "書かれていませんが、値は緯度・経度です"))
    elif crs:
        decisions.append(Decision("座標系", crs, "ファイルに書かれています"))
    if encoding and kind == "shapefile":
        decisions.append(
            Decision("文字コード", encoding, "属性のファイル（.dbf）の文字から判断しました")
        )
    if layers > 1:
        decisions.append(Decision("レイヤー", name, f"{layers} レイヤーのうちの一つです"))
    return Preview(
        format="topojson" if kind == "topojson" else "vector",
        published=tuple(str(field) for field in info["fields"]),
        encoding=encoding,
        sheet=name,
        records=kind,
        crs=crs or "EPSG:4326",
        geometry=info["geometry_type"] is not None,
        decisions=tuple(decisions),
    )


def _could_be_degrees(bounds: Any) -> bool:
    west, south, east, north = bounds
    return bool(-181 <= west <= east <= 361 and -91 <= south <= north <= 91)


def _converted(
    batch: pa.RecordBatch, plan: FilePlan, geometry: str, first: int, to_wkb: cells.Shapes
) -> pa.RecordBatch:
    columns = [_text(batch.column(name)) for name in plan.published]
    names = [*plan.published, SOURCE_ROW, PROBLEM]
    rows = batch.num_rows
    problem: list[str | None] = [None] * rows
    extra = []
    if geometry in batch.schema.names:
        wkb, problem = to_wkb(batch.column(geometry).to_pylist())
        extra.append(pa.array(wkb, pa.binary()))
        names.append(GEOMETRY)
    elif columns:
        problem = flags.problems(columns, plan.published, objects=True).to_pylist()
    numbers = pa.array(range(first, first + rows), pa.int64())
    return pa.RecordBatch.from_arrays(
        [*columns, numbers, pa.array(problem, pa.string()), *extra], names=names
    )


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_integer(column.type):
        return column.cast(pa.string())
    return pa.array([cells.as_text(value) for value in column.to_pylist()], pa.string())


def _encoding(source: Path, kind: str, stated: str) -> str:
    """Encoding of a Shapefile's attributes: stated, of its .cpg (GDAL's care), or by its bytes."""
    if kind != "shapefile":
        return ""
    if stated:
        return stated
    beside = {one.suffix.lower(): one for one in source.parent.glob(f"{source.stem}.*")}
    if ".cpg" in beside or ".dbf" not in beside:
        return ""
    with beside[".dbf"].open("rb") as handle:
        head = handle.read(4 << 20)
    body = head[int.from_bytes(head[8:10], "little") :] if len(head) > 10 else head
    try:
        (head[32 : int.from_bytes(head[8:10], "little")] + body).decode("utf-8")
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8"


@contextmanager
def _named_for_gdal(path: Path, kind: str) -> Iterator[Path]:
    """The file under a name with the suffix GDAL goes by; recognising is not left to names."""
    if path.is_dir():
        path = sorted(path.glob("*.shp"))[0]
    suffix = _SUFFIXES[kind]
    if path.suffix.lower() == suffix:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="machimori-") as folder:
        link = Path(folder) / f"{path.stem or 'data'}{suffix}"
        link.symlink_to(path.resolve())
        yield link


def _broken(file: str, error: Exception) -> Exception:
    return unreadable(
        file,
        "地図のファイルとして読めません。壊れているか、"
        "一組のファイル（.shp .shx .dbf）がそろっていません。",
        f"It can't be read as a vector file ({error}); it is damaged or parts are missing.",
    )
