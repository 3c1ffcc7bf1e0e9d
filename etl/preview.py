"""What a file would change against the rows in force: added, removed, changed. Nothing is built.

Rows are told apart by the source's key (facilities by the publisher's id or their name), or by the
whole row where it has none; then nothing is "changed", only added and removed. Where a row stands
in the file is not a difference, nor is what we derive from the published columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from etl.contract import EtlError
from etl.series import plans_with, series_folder
from etl.sources import SOURCES
from etl.transform import staging_schema
from etl.trial import Trial, entry_of, plans_of, try_file
from machimori.city import City

EXAMPLES = 20
#: Where a source's key holds what may well change (a name, an address), which row is the same one.
_WHO = {"facilities": "concat_ws('/', coalesce(source_facility_id, name), roles)"}
#: Where a row was read is no difference; a series names its moments by file.
_WHERE_READ = frozenset({"source", "source_file", "source_row"})
_ID = "which_row"


@dataclass(frozen=True)
class Change:
    """One row that differs: its key, and the columns that do (old and new as text)."""

    key: dict[str, str | None]
    columns: dict[str, tuple[str | None, str | None]]


@dataclass(frozen=True)
class PreviewReport:
    """Counts of all rows, examples of some. ``has_old``: there were rows to compare with."""

    file: str
    source: str
    source_id: str
    has_old: bool
    held_back: str
    rows_before: int
    rows_after: int
    added: int
    removed: int
    changed: int
    unchanged: int
    added_examples: tuple[dict[str, str | None], ...] = ()
    removed_examples: tuple[dict[str, str | None], ...] = ()
    changed_examples: tuple[Change, ...] = ()

    def document(self) -> dict[str, Any]:
        """The report as one JSON document."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """The report for a terminal, in English."""
        yield (
            f"{self.file} as {self.source_id}: {self.rows_before:,} rows before, "
            f"{self.rows_after:,} after; {self.added:,} added, {self.removed:,} removed, "
            f"{self.changed:,} changed, {self.unchanged:,} as before"
        )
        for sign, rows in (("+", self.added_examples), ("-", self.removed_examples)):
            for row in rows:
                yield f"  {sign} " + ", ".join(f"{k}={v}" for k, v in row.items() if v is not None)
        for change in self.changed_examples:
            yield "  ~ " + ", ".join(f"{k}={v}" for k, v in change.key.items())
            for name, (old, new) in change.columns.items():
                yield f"      {name}: {old} -> {new}"
        if self.held_back:
            yield f"  A run would hold it back: {self.held_back}"


def preview_file(path: Path, *, source_id: str, city: City) -> PreviewReport:
    """Hold a file against the rows that a source's warehouse has now.

    Where the source is a folder of moments, the file is held against them together with it.

    Raises:
        EtlError: the file can't be read as this source, or no source has this id.
    """
    path = Path(path)
    met = city.source(source_id)
    if met:
        source, entry = met[0]
    elif source_id in SOURCES:
        source, entry = source_id, entry_of(source_id, city)
    else:
        raise EtlError(f"no source has the id {source_id!r}. Sources: {', '.join(SOURCES)}.")
    plans = plans_of(path, source, entry, city)
    if folder := series_folder(source, entry, city):
        plans = plans_with(path, source, entry, city, folder=folder)
    with try_file(source, entry, city, plans=plans) as trial:
        return _compare(trial, path.name)


def _compare(trial: Trial, file: str) -> PreviewReport:
    source = SOURCES[trial.source]
    derived = set(source.derived) - set(source.key)
    columns = [
        name
        for name in staging_schema(trial.source).names
        if name not in _WHERE_READ and name not in derived
    ]
    key = list(source.key) or columns
    who = (
        _WHO.get(trial.source)
        or "concat_ws(chr(31), " + ", ".join(f"coalesce(\"{one}\", '')" for one in key) + ")"
    )
    _load(trial, "before", columns, who)
    _load(trial, "after", columns, who)
    counts = trial.connection.execute(
        f"SELECT (SELECT count(*) FROM before), (SELECT count(*) FROM after), "
        f"(SELECT count(*) FROM after ANTI JOIN before USING ({_ID})), "
        f"(SELECT count(*) FROM before ANTI JOIN after USING ({_ID})), "
        f"(SELECT count(*) FROM after JOIN before USING ({_ID}) WHERE {_differ(columns)})"
    ).fetchone() or (0, 0, 0, 0, 0)
    before, after, added, removed, changed = counts
    return PreviewReport(
        file=file,
        source=trial.source,
        source_id=trial.entry.id,
        has_old=before > 0,
        held_back=trial.held_back,
        rows_before=before,
        rows_after=after,
        added=added,
        removed=removed,
        changed=changed,
        unchanged=after - added - changed,
        added_examples=_alone(trial, "after", "before", columns),
        removed_examples=_alone(trial, "before", "after", columns),
        changed_examples=_changes(trial, key, columns),
    )


def _load(trial: Trial, name: str, columns: list[str], who: str) -> None:
    """The rows of one side as text, so that old and new types can be held side by side.

    ``_ID`` says which row it is; rows that are the same by that are numbered.
    """
    table = SOURCES[trial.source].table
    place = f"landing.{table}" if name == "after" else f"old.landing.{table}"
    is_there = name == "after" or _exists(trial, table)
    held = _names(trial, place) if is_there else set()
    wanted = ", ".join(
        f'"{one}"::VARCHAR AS "{one}"' if one in held else f'NULL::VARCHAR AS "{one}"'
        for one in columns
    )
    rows = f"FROM {place} WHERE source = ?" if is_there else "WHERE ? IS NULL"
    order = ", ".join(f'"{one}"' for one in columns)
    numbered = f"row_number() OVER (PARTITION BY {who} ORDER BY {order})"
    trial.connection.execute(
        f"CREATE TEMP TABLE {name} AS "
        f"SELECT *, concat_ws(chr(31), {who}, {numbered}) AS {_ID} FROM (SELECT {wanted} {rows})",
        [trial.entry.id],
    )


def _names(trial: Trial, place: str) -> set[str]:
    described = trial.connection.execute(f"DESCRIBE SELECT * FROM {place}").fetchall()
    return {row[0] for row in described}


def _exists(trial: Trial, table: str) -> bool:
    found = trial.connection.execute(
        "SELECT count(*) FROM duckdb_tables() "
        "WHERE database_name = 'old' AND schema_name = 'landing' AND table_name = ?",
        [table],
    ).fetchone()
    return bool(found and found[0])


def _differ(others: list[str]) -> str:
    return (
        " OR ".join(f'after."{one}" IS DISTINCT FROM before."{one}"' for one in others) or "false"
    )


def _alone(
    trial: Trial, here: str, there: str, columns: list[str]
) -> tuple[dict[str, str | None], ...]:
    """Examples of rows that only one side has."""
    wanted = ", ".join(f'"{one}"' for one in columns)
    rows = trial.connection.execute(
        f"SELECT {wanted} FROM {here} ANTI JOIN {there} USING ({_ID}) ORDER BY ALL LIMIT {EXAMPLES}"
    ).fetchall()
    return tuple(
        {name: value for name, value in zip(columns, row, strict=True) if value is not None}
        for row in rows
    )


def _changes(trial: Trial, key: list[str], columns: list[str]) -> tuple[Change, ...]:
    """Examples of rows both sides have: what names them, and the columns that differ."""
    wanted = ", ".join(f'before."{one}", after."{one}"' for one in columns)
    rows = trial.connection.execute(
        f"SELECT {wanted} FROM after JOIN before USING ({_ID}) WHERE {_differ(columns)} "
        f"ORDER BY ALL LIMIT {EXAMPLES}"
    ).fetchall()
    changes = []
    for row in rows:
        pairs = dict(zip(columns, zip(row[::2], row[1::2], strict=True), strict=True))
        changes.append(
            Change(
                key={name: pairs[name][1] for name in key if pairs[name][0] == pairs[name][1]},
                columns={name: (old, new) for name, (old, new) in pairs.items() if old != new},
            )
        )
    return tuple(changes)
