"""From a batch of published text to accepted and rejected rows, by a source's declarations.

Pure: a batch and a plan in, Arrow tables out; no file, no clock, no state. A cluster runs the
same function per batch (``mapInArrow``). Duplicates are resolved by key afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import (
    FLAG,
    GEOMETRY,
    PROBLEM,
    RAW,
    REJECT_SCHEMA,
    SOURCE_ROW,
    Column,
    Columns,
    FilePlan,
    Source,
    Transformed,
)
from etl.misplaced import Misplaced
from etl.normalise import columns as normalise
from etl.normalise import text
from etl.normalise.positions import positions
from etl.sources import SOURCES, layout_of

#: Published columns a position may be read from beside longitude and latitude.
POSITION_PARTS = ("position", "geo3x3")
#: Columns every staging row carries: where it came from.
BOOKKEEPING = pa.schema(
    [
        ("source", pa.dictionary(pa.int8(), pa.string())),
        ("source_file", pa.dictionary(pa.int8(), pa.string())),
        ("source_row", pa.int64()),
    ]
)


@cache
def staging_schema(source_name: str) -> pa.Schema:
    """Arrow schema of a source's accepted rows: its columns, what it derives, bookkeeping."""
    source = SOURCES[source_name]
    fields = [(column.name, normalise.TYPES[column.kind]) for column in source.columns]
    return pa.schema([*fields, *source.derived.items(), *BOOKKEEPING])


def transform(batch: pa.RecordBatch, plan: FilePlan) -> Transformed:
    """Turn one batch of published text into accepted and rejected rows.

    Args:
        batch: text columns under their published names, ``__source_row``, and where the reader
            has them ``__problem`` and ``__geometry``.
        plan: the file's plan.

    Returns:
        accepted rows in ``staging_schema``, verdicts in ``REJECT_SCHEMA``. Every input row is
        accepted or has exactly one verdict of severity "row".
    """
    source = SOURCES[plan.source]
    layout = layout_of(source, plan.layout)
    context = normalise.Context.of(plan)
    columns = Columns(batch, plan)

    if PROBLEM in batch.schema.names:
        problem = batch.column(PROBLEM)
        columns.reject(pc.is_valid(problem), problem)
    if FLAG in batch.schema.names:
        flag = batch.column(FLAG)
        columns.doubt(pc.is_valid(flag), "correction_flag", suggestion=flag)
    values = _value_mappings(layout.values, plan.values)
    defaults = {**layout.defaults, **plan.defaults}
    misplaced = Misplaced(source, batch.num_rows)
    for column in source.columns:
        kind_type = normalise.TYPES[column.kind]
        if column.kind in ("longitude", "latitude"):
            continue
        published = columns.published(column.name)
        if published is None:
            columns.values[column.name] = _constant(
                defaults.get(column.name), kind_type, batch.num_rows, column.kind, context
            )
            continue
        if column.name in values:
            published = _mapped(published, values[column.name])
        parsed = normalise.parse(column.kind, published, context)
        columns.values[column.name] = parsed.values
        _judge(columns, column, parsed)
        misplaced.look(column, parsed, columns)
        if column.allowed:
            known = pc.is_in(parsed.values, value_set=pa.array(sorted(column.allowed)))
            unknown = pc.and_(pc.is_valid(parsed.values), pc.invert(known))
            columns.doubt(unknown, "word_unknown", column.name)
            columns.values[column.name] = pc.if_else(
                unknown, pa.scalar(None, kind_type), parsed.values
            )
        if column.name in defaults:
            filler = _constant(defaults[column.name], kind_type, 1, column.kind, context)[0]
            columns.values[column.name] = pc.fill_null(columns.values[column.name], filler)
    if any(column.kind == "longitude" for column in source.columns):
        _place(columns, context)
    misplaced.judge(columns)
    if layout.derive is not None:
        layout.derive(columns, plan)
    for column in source.columns:
        if column.required:
            columns.reject(pc.is_null(columns.values[column.name]), "value_missing", column.name)
    return _settle(columns, source)


def _judge(columns: Columns, column: Column, parsed: normalise.Parsed) -> None:
    """Turn what the rules say of a column into verdicts."""
    if parsed.is_clean:
        return
    verdict = columns.reject if column.required else columns.doubt
    verdict(parsed.bad, parsed.rule, column.name, parsed.suggestion)
    columns.doubt(parsed.doubt, parsed.rule, column.name, parsed.suggestion)


def _value_mappings(*levels: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for level in levels:
        for column, mapping in level.items():
            merged.setdefault(column, {}).update(
                {text.clean(published) or "": ours for published, ours in mapping.items()}
            )
    return merged


def _mapped(published: pa.Array, mapping: dict[str, str]) -> pa.Array:
    """Replace published words by ours; words without a mapping stay for the rules to judge."""
    words: list[str] = pc.unique(published).drop_null().to_pylist()
    cleaned = {word: text.clean(word) or "" for word in words}
    pairs = {word: mapping[plain] for word, plain in cleaned.items() if plain in mapping}
    if not pairs:
        return published
    place = pc.index_in(published, value_set=pa.array(list(pairs), pa.string()))
    ours = pa.array(list(pairs.values()), pa.string()).take(place)
    return pc.if_else(pc.is_valid(place), ours, published)


def _constant(
    value: Any, kind_type: pa.DataType, rows: int, kind: str, context: normalise.Context
) -> pa.Array:
    if value is None:
        return pa.nulls(rows, kind_type)
    if isinstance(value, str) and not pa.types.is_string(kind_type):
        parsed = normalise.parse(kind, pa.array([value]), context).values
        return pa.array(parsed.to_pylist() * rows, kind_type)
    return pa.array([value] * rows, kind_type)


def _place(columns: Columns, context: normalise.Context) -> None:
    """Read the position from whichever columns carry it, and hold it against the bbox."""
    raw = columns.raw
    rows = raw.num_rows
    found = positions(
        columns.published("longitude"),
        columns.published("latitude"),
        combined=columns.published("position"),
        geo3x3=columns.published("geo3x3"),
        geometry=_points(raw),
        rows=rows,
        context=context,
    )
    columns.values["longitude"] = found.longitude
    columns.values["latitude"] = found.latitude
    column = next(
        (
            name
            for name in ("latitude", "longitude", *POSITION_PARTS)
            if name in columns.plan.columns
        ),
        "",
    )
    columns.reject(found.bad, found.rule, column, found.suggestion)
    noted = pc.and_not(pc.is_valid(found.rule), found.bad)
    noted = pc.and_not(noted, pc.fill_null(pc.equal(found.rule, "coordinates_missing"), False))
    columns.doubt(noted, found.rule, column, found.suggestion)


def _points(raw: pa.RecordBatch) -> pa.Array | None:
    return raw.column(GEOMETRY) if GEOMETRY in raw.schema.names else None


def _settle(columns: Columns, source: Source) -> Transformed:
    """Split the batch by the verdicts. The first verdict that rejects a row is the one named."""
    raw, plan = columns.raw, columns.plan
    rows = raw.num_rows
    numbers = raw.column(SOURCE_ROW)
    out = np.zeros(rows, dtype=bool)
    noted: list[pa.Table] = []
    for severity, rule, column, mask, published, suggestion in columns.verdicts:
        hit = np.asarray(pc.fill_null(mask, False)) if not isinstance(mask, np.ndarray) else mask
        if severity == "row":
            hit = hit & ~out
            out |= hit
        if not hit.any():
            continue
        where = pa.array(np.flatnonzero(hit))
        count = len(where)
        name = plan.columns.get(column, column)
        noted.append(
            pa.table(
                [
                    numbers.take(where),
                    pa.array([severity] * count),
                    _each(rule, where),
                    pa.array([name or None] * count, pa.string()),
                    _each(published, where),
                    _each(suggestion, where),
                    _raw_rows(raw, where, source, plan) if severity == "row" else pa.nulls(count),
                ],
                names=REJECT_SCHEMA.names,
            ).cast(REJECT_SCHEMA)
        )
    schema = staging_schema(source.name)
    # A million times the same name: written once, pointed at a million times.
    always = pa.array(np.zeros(rows, dtype=np.int8))
    arrays = {
        **columns.values,
        "source": pa.DictionaryArray.from_arrays(always, [plan.source_id]),
        "source_file": pa.DictionaryArray.from_arrays(always, [plan.file]),
        "source_row": numbers,
    }
    table = pa.table(
        [
            arrays[field.name].cast(field.type)
            if field.name in arrays
            else pa.nulls(rows, field.type)
            for field in schema
        ],
        schema=schema,
    )
    keep = pa.array(~out)
    return Transformed(
        accepted=table if not out.any() else table.filter(keep),
        rejected=pa.concat_tables(noted) if noted else REJECT_SCHEMA.empty_table(),
        children={name: child for name, child in columns.children.items() if child.num_rows},
    )


def _each(value: Any, where: pa.Array) -> pa.Array:
    """A verdict's value per row: a constant, an array to take from, or nothing."""
    if isinstance(value, (pa.Array, pa.ChunkedArray)):
        return value.take(where).cast(pa.string())
    return pa.array([value] * len(where), pa.string())


def _raw_rows(raw: pa.RecordBatch, where: pa.Array, source: Source, plan: FilePlan) -> pa.Array:
    """The rejected rows as published, as JSON, without the columns that are never loaded."""
    hidden = {text.header(name) for name in source.never_load}
    shown = set(plan.columns.values()) if source.shows_mapped_only else set(raw.schema.names)
    names = [
        name
        for name in raw.schema.names
        if name in shown and not name.startswith("__") and text.header(name) not in hidden
    ]
    records = raw.select(names).take(where).to_pylist()
    texts = [json.dumps(record, ensure_ascii=False, default=str) for record in records]
    if RAW in raw.schema.names and not hidden and not source.shows_mapped_only:
        # A row with more cells than the header is more than its columns hold.
        whole = raw.column(RAW).take(where).to_pylist()
        texts = [line or text for line, text in zip(whole, texts, strict=True)]
    return pa.array(texts, pa.string())
