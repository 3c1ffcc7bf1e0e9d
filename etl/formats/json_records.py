"""JSON records and GeoJSON features: nested objects under dotted names, lists as JSON text.

Small files are read as a whole, large ones streamed; both see the same records.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import ijson
import pyarrow as pa

from etl.contract import Decision, FilePlan
from etl.formats import cells, encodings, shapes
from etl.formats.preview import Preview
from etl.formats.refusal import unreadable
from etl.formats.text_stream import Utf8Stream

#: Up to this size a file is parsed at once; its objects take about ten times as much memory.
WHOLE = 32 << 20
#: Path of the records of newline-delimited JSON.
LINES = "*"
#: Read at once when streaming: a string that spans buffers is scanned again with each of them.
_BUFFER = 8 << 20
#: Brackets left open: every level costs its whole path, and nobody publishes as deep.
_DEEPEST = 2000
_STEP = 16 << 10
_GEOMETRY_TYPES = frozenset(
    {
        "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
        "GeometryCollection", "Feature",
    }
)  # fmt: skip


def preview(path: Path, file: str, hints: Sequence[str] = (), stated: str = "") -> Preview:
    """Look at a JSON file: which list holds the records, and under which names.

    Args:
        path: the file.
        file: its name for messages.
        hints: dotted paths of record lists that layouts know, tried in order.
        stated: encoding of the configuration.

    Raises:
        UnreadableFile: cut off, not JSON, or without a list of objects.
    """
    encoding = encodings.decide(path, file, stated)
    kind, lists, words, crs = _outline(path, encoding.name, file, hints)
    if kind == "Topology":
        return Preview(format="topojson", encoding=encoding.name, decisions=encoding.decisions)
    if kind in ("FeatureCollection", "Feature"):
        records, form = "features" if kind == "FeatureCollection" else "", "geojson"
    else:
        form = "json"
        named = [hint for hint in hints if hint in lists]
        if not lists:
            said = words.get("message") or words.get("error") or words.get("detail") or ""
            raise unreadable(
                file,
                "JSON ですが、データの一覧（オブジェクトの並び）がありません"
                + (f"（「{said}」と書かれています）。" if said else "。")
                + "公開元で、データの有無と場所を確かめてください。",
                "It is JSON without a list of records" + (f"; it says {said!r}." if said else "."),
            )
        records = named[0] if named else max(lists, key=lambda one: lists[one])
    names: dict[str, None] = {}
    has_geometry = form == "geojson"
    count = 0
    for record, geometry in _records(path, encoding.name, form, records, file):
        count += 1
        has_geometry = has_geometry or geometry is not None
        for name, _ in cells.flattened(record):
            names.setdefault(name)
    if set(names) and set(names) <= {"code", "description"}:
        first = next(_records(path, encoding.name, form, records, file))[0]
        raise unreadable(
            file,
            f"データではなく、サーバーのエラーの応答です（{first.get('description')}）。"
            "時間をおいて取得し直してください。",
            f"This is a server's error and no data ({first.get('description')}); fetch it again.",
        )
    shown = records if records not in ("", LINES) else "最も外側"
    where = Decision("データの場所", shown, f"{count:,} 件のオブジェクトが並んでいます")
    return Preview(
        format=form,
        published=tuple(names),
        encoding=encoding.name,
        damaged=encoding.damaged,
        records=records,
        crs=crs or "EPSG:4326",
        geometry=has_geometry,
        decisions=(*encoding.decisions, where),
    )


def read(plan: FilePlan, path: Path, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the records of a JSON or GeoJSON file; see ``etl.formats.read_batches``."""
    rows = (
        (number, dict(cells.flattened(record)), geometry, None)
        for number, (record, geometry) in enumerate(
            _records(path, plan.encoding, plan.format, plan.records, plan.file), 1
        )
    )
    yield from cells.batches(
        rows,
        plan.published,
        batch_rows,
        shapes=partial(shapes.from_geojson, plan.crs, plan.axis_order == "swapped"),
    )


def _records(
    path: Path, encoding: str, form: str, records: str, file: str
) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield every record with its geometry."""
    for item in _items(path, encoding, records, file):
        record = item if isinstance(item, dict) else {} if item is None else {"value": item}
        if form == "geojson":
            properties = record.get("properties") or {}
            if "id" in record and "id" not in properties:
                properties = {"id": record["id"], **properties}
            yield properties, record.get("geometry") or None
        else:
            yield record, _geometry_in(record)


def _geometry_in(record: Mapping[str, Any]) -> Any:
    """A GeoJSON geometry or feature a record carries under any of its names."""
    for value in record.values():
        if isinstance(value, dict) and value.get("type") in _GEOMETRY_TYPES:
            geometry = value.get("geometry") if value["type"] == "Feature" else value
            if isinstance(geometry, dict) and "coordinates" in geometry:
                return geometry
    return None


def _items(path: Path, encoding: str, records: str, file: str) -> Iterator[Any]:
    if records == LINES:
        with Utf8Stream(path, encoding) as stream:
            try:
                yield from ijson.items(
                    stream, "", multiple_values=True, use_float=True, buf_size=_BUFFER
                )
            except ijson.JSONError as error:
                raise _broken(file, str(error)) from error
    elif path.stat().st_size <= WHOLE:
        found = _whole(path, encoding, file)
        for name in records.split(".") if records else ():
            found = found[name]
        yield from found if isinstance(found, list) else [found]
    else:
        prefix = f"{records}.item" if records else "item"
        with Utf8Stream(path, encoding) as stream:
            try:
                yield from ijson.items(stream, prefix, use_float=True, buf_size=_BUFFER)
            except ijson.JSONError as error:
                raise _broken(file, str(error)) from error


def _whole(path: Path, encoding: str, file: str) -> Any:
    with Utf8Stream(path, encoding) as stream:
        text = stream.read().decode("utf-8")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{error.lineno} 行目 {error.colno} 文字目: {error.msg}"
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        raise _broken(file, place, cut=cut) from error
    except RecursionError as error:
        raise _broken(file, "nested too deeply") from error


def _outline(
    path: Path, encoding: str, file: str, hints: Sequence[str] = ()
) -> tuple[str, dict[str, int], dict[str, str], str]:
    """What a document is: its ``type``, lists of objects by path, its own words, its CRS.

    Where a layout asks for it, a single object or a list of plain values holds records too.
    """
    if _is_lines(path, encoding):
        return "", {LINES: 1}, {}, ""
    if path.stat().st_size <= WHOLE:
        document = _whole(path, encoding, file)
        lists: dict[str, int] = {}
        _lists(document, "", lists, 0)
        for hint in hints:
            count = _asked_for(document, hint)
            if count:
                lists.setdefault(hint, count)
        if not isinstance(document, dict):
            return "", lists, {}, ""
        words = {name: value for name, value in document.items() if isinstance(value, str)}
        return words.get("type", ""), lists, words, _stated_crs(document.get("crs"))
    return _streamed_outline(path, encoding, file)


def _asked_for(document: Any, path: str) -> int:
    """Records at a path that holds one object, or a list of plain values; 0 where it holds none."""
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    if isinstance(document, dict):
        return 1
    return len(document) if isinstance(document, list) else 0


def _lists(node: Any, at: str, found: dict[str, int], depth: int) -> None:
    if isinstance(node, list):
        count = sum(isinstance(item, dict) for item in node)
        if count:
            found[at] = count
    elif isinstance(node, dict) and depth < 8:
        for name, value in node.items():
            _lists(value, f"{at}.{name}" if at else name, found, depth + 1)


def _streamed_outline(
    path: Path, encoding: str, file: str
) -> tuple[str, dict[str, int], dict[str, str], str]:
    _refuse_depth(path, encoding, file)
    lists: dict[str, int] = {}
    words: dict[str, str] = {}
    crs = ""
    with Utf8Stream(path, encoding) as stream:
        try:
            for prefix, event, value in ijson.parse(stream, use_float=True, buf_size=_BUFFER):
                if event == "start_map" and prefix.endswith("item") and ".item." not in prefix:
                    at = prefix[:-5] if prefix != "item" else ""
                    if "item" not in at.split("."):
                        lists[at] = lists.get(at, 0) + 1
                elif event == "string" and prefix and "." not in prefix:
                    words[prefix] = value
                elif prefix == "crs.properties.name":
                    crs = shapes.crs_name(value)
        except ijson.JSONError as error:
            raise _broken(file, str(error), cut="premature" in str(error).lower()) from error
    return words.get("type", ""), lists, words, crs


def _refuse_depth(path: Path, encoding: str, file: str) -> None:
    """Refuse brackets in brackets by counting them; those in texts hardly weigh."""
    depth = 0
    with Utf8Stream(path, encoding) as stream:
        while step := stream.read(_STEP):
            depth += step.count(b"[") + step.count(b"{") - step.count(b"]") - step.count(b"}")
            if depth > _DEEPEST:
                raise _broken(file, f"more than {_DEEPEST} levels deep")


def _stated_crs(member: Any) -> str:
    """CRS of the older GeoJSON: ``{"properties": {"name": "urn:ogc:def:crs:EPSG::6668"}}``."""
    if not isinstance(member, dict) or not isinstance(member.get("properties"), dict):
        return ""
    return shapes.crs_name(str(member["properties"].get("name") or ""))


def _is_lines(path: Path, encoding: str) -> bool:
    """Newline-delimited JSON: each of the first two lines is an object of its own."""
    with Utf8Stream(path, encoding) as stream:
        head = stream.read(1 << 20).decode("utf-8", errors="ignore")
    lines = [line for line in head.splitlines()[:50] if line.strip()]
    if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(lines[0]), dict) and lines[1].lstrip().startswith("{")
    except (json.JSONDecodeError, RecursionError):
        return False


def _broken(file: str, what: str, *, cut: bool = False) -> Exception:
    if cut:
        return unreadable(
            file,
            f"JSON が途中で切れています（{what}）。取得し直してください。",
            f"The JSON is cut off ({what}); download it again.",
        )
    return unreadable(
        file,
        f"JSON として読めません（{what}）。書き出したシステムで作り直してください。",
        f"It isn't valid JSON ({what}); export it again.",
    )
