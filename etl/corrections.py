"""Corrections a municipality keeps for known errors of its publishers.

``cities/<city>/corrections/*.toml``; each names its source, which row (``locate``), what to do
(``action`` drop, override or flag), why, and what must still stand there (``expect``). The
``expect`` guard tells when the publisher has mended the file, so that the correction can go.
They work on the published text before any rule, so a corrected value is judged like any other.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import FLAG, PROBLEM, SOURCE_ROW, EtlError, FilePlan
from etl.normalise import text
from machimori.city import City

ACTIONS = ("drop", "override", "flag")


class BadCorrection(EtlError):
    """A correction can't be understood; the message says which file and what is wrong."""


@dataclass
class Correction:
    """One correction and what became of it in this run."""

    id: str
    source: str
    action: str
    reason: str
    locate: dict[str, str]
    set: dict[str, str] = field(default_factory=dict)
    expect: dict[str, str] = field(default_factory=dict)
    rows_met: int = 0
    rows_guarded: int = 0

    @property
    def status(self) -> str:
        """``applied``, ``not_met`` (no such row) or ``expectation_failed``."""
        if self.rows_guarded:
            return "expectation_failed"
        return "applied" if self.rows_met else "not_met"

    def record(self) -> dict[str, Any]:
        """The row of ``meta.corrections``."""
        return {
            "correction_id": self.id,
            "source": self.source,
            "locator": json.dumps(self.locate, ensure_ascii=False),
            "action": self.action,
            "reason": self.reason,
            "expect": json.dumps(self.expect, ensure_ascii=False) if self.expect else None,
            "rows_met": self.rows_met,
            "status": self.status,
        }


def load_corrections(city: City) -> list[Correction]:
    """All corrections of a municipality, file by file in order of name.

    Raises:
        BadCorrection: a file is no TOML, or a correction lacks or misspells a key.
    """
    corrections = []
    for path in sorted((city.folder / "corrections").glob("*.toml")):
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("correction", [])
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadCorrection(f"{path}: not readable as TOML in UTF-8: {error}") from error
        for number, entry in enumerate(entries, 1):
            where = f"{path.name}, correction {number}"
            missing = [key for key in ("source", "action", "reason", "locate") if key not in entry]
            if missing:
                raise BadCorrection(f"{where}: {', '.join(missing)} is missing.")
            unknown = set(entry) - {"id", "source", "action", "reason", "locate", "set", "expect"}
            if unknown:
                raise BadCorrection(f"{where}: unknown key {sorted(unknown)[0]!r}.")
            if entry["action"] not in ACTIONS:
                raise BadCorrection(f"{where}: action is one of {', '.join(ACTIONS)}.")
            if entry["action"] == "override" and not entry.get("set"):
                raise BadCorrection(f"{where}: an override says what to put in its `set`.")
            corrections.append(
                Correction(
                    id=entry.get("id", f"{path.stem}-{number}"),
                    source=entry["source"],
                    action=entry["action"],
                    reason=entry["reason"],
                    locate=_texts(entry, "locate"),
                    set=_texts(entry, "set"),
                    expect=_texts(entry, "expect"),
                )
            )
    return corrections


def _texts(entry: dict[str, Any], key: str) -> dict[str, str]:
    return {name: str(value) for name, value in entry.get(key, {}).items()}


def correct(batch: pa.RecordBatch, plan: FilePlan, corrections: list[Correction]) -> pa.RecordBatch:
    """Apply the corrections of the plan's source to a batch of published text."""
    for correction in corrections:
        if correction.source not in (plan.source, plan.source_id):
            continue
        met = _matches(batch, plan, correction.locate)
        if not pc.any(met).as_py():
            continue
        as_expected = pc.and_(met, _matches(batch, plan, correction.expect))
        correction.rows_met += pc.sum(as_expected).as_py() or 0
        correction.rows_guarded += pc.sum(pc.and_not(met, as_expected)).as_py() or 0
        batch = _act(batch, plan, correction, as_expected)
    return batch


def _published(plan: FilePlan, name: str) -> str | None:
    """The published column of our name, or of a published name written with another width."""
    if name in plan.columns:
        return plan.columns[name]
    wanted = text.header(name)
    return next((column for column in plan.published if text.header(column) == wanted), None)


def _matches(batch: pa.RecordBatch, plan: FilePlan, locator: dict[str, str]) -> pa.Array:
    met = pa.repeat(True, batch.num_rows)
    for name, wanted in locator.items():
        if name in ("row", "source_row"):
            met = pc.and_(met, pc.equal(batch.column(SOURCE_ROW), int(wanted)))
            continue
        if name == "file":
            met = pc.and_(met, pa.repeat(plan.file == wanted, batch.num_rows))
            continue
        column = _published(plan, name)
        if column is None:
            return pa.repeat(False, batch.num_rows)
        cells = pc.fill_null(pc.utf8_trim_whitespace(batch.column(column)), "")
        met = pc.and_(met, pc.equal(cells, wanted.strip()))
    return met


def _act(
    batch: pa.RecordBatch, plan: FilePlan, correction: Correction, mask: pa.Array
) -> pa.RecordBatch:
    if correction.action == "drop":
        return _mark(batch, PROBLEM, mask, "correction_drop")
    if correction.action == "flag":
        return _mark(batch, FLAG, mask, correction.reason)
    for name, value in correction.set.items():
        column = _published(plan, name)
        if column is None:
            raise BadCorrection(
                f"correction {correction.id}: {plan.file} has no column for {name!r}."
            )
        index = batch.schema.get_field_index(column)
        batch = batch.set_column(
            index, column, pc.if_else(mask, value or None, batch.column(column))
        )
    return batch


def _mark(batch: pa.RecordBatch, column: str, mask: pa.Array, text: str) -> pa.RecordBatch:
    """Write a text into a bookkeeping column where the mask holds; what stands there stays."""
    marks = pc.if_else(mask, text, pa.scalar(None, pa.string()))
    if column not in batch.schema.names:
        return batch.append_column(column, marks)
    index = batch.schema.get_field_index(column)
    return batch.set_column(index, column, pc.coalesce(batch.column(column), marks))
