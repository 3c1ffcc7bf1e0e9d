"""What the stages of the ETL hand to each other.

A *source* (ten of them) declares its staging columns and the *layouts* it is published in. A
*plan* holds the decisions made once for a whole file. ``transform`` is pure: an Arrow batch of
text in, accepted and rejected Arrow tables out, so that a cluster can run the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa


class EtlError(Exception):
    """Something a person has to look at. The message says source, place, what and what to do."""


class FetchError(EtlError):
    """The published file could not be brought here."""


class UnreadableFile(EtlError):
    """The file is not what it should be, or nothing we can read."""


class UnknownLayout(EtlError):
    """The file can be read, but its columns are none that the source knows."""


class HeldBack(EtlError):
    """The source's new rows are too few or too many were rejected; the last good rows stay."""


class CheckFailed(EtlError):
    """A check of the built marts found rows; the old warehouse stays."""


class WrongMunicipality(EtlError):
    """A warehouse or journal belongs to another municipality."""


#: Columns every batch of a reader carries beside the published ones (all text but these).
SOURCE_ROW = "__source_row"  # int64: the row a clerk sees in the file (1-based, header included)
PROBLEM = "__problem"  # string: rule code of a row the reader could not split, else NULL
FLAG = "__flag"  # string: reason of a correction that flags the row, else NULL
RAW = "__raw"  # string: text of a row with the wrong number of cells, else NULL
GEOMETRY = "__geometry"  # binary: WKB in EPSG:4326 longitude/latitude, where the format has one

#: meta.rejects as it leaves a transform. severity "row": the row is out; "value": the row is in,
#: that one value is NULL (or kept with a doubt), and the published text stands here.
REJECT_SCHEMA = pa.schema(
    [
        ("source_row", pa.int64()),
        ("severity", pa.string()),
        ("rule", pa.string()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("suggestion", pa.string()),
        ("raw", pa.string()),
    ]
)


@dataclass(frozen=True)
class Column:
    """One column of a source's staging table.

    ``kind`` names the rule in ``etl.normalise.columns`` that reads it. A missing or unreadable
    value rejects the row where ``required``, and is NULL with a note otherwise.
    """

    name: str
    kind: str = "text"
    required: bool = False
    #: Words allowed after the value mapping; anything else is bad. Empty: any.
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Layout:
    """One published form of a source: how it is known, and where our columns come from.

    ``signature`` are published names that must all be there, ``absent`` names that must not.
    ``columns`` maps our name to the published name, or to several of which the first present
    is taken. Names are compared after ``normalise.text.header`` (width, spaces, line breaks).
    ``derive`` runs on the parsed columns and may add columns, reject rows and note doubts.
    """

    id: str
    title: str
    columns: Mapping[str, str | tuple[str, ...]]
    signature: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    derive: Callable[[Columns, FilePlan], None] | None = None
    #: Where the records lie in JSON or XML ("issues", "requests.request"); "" finds the list.
    records: str = ""
    #: Named XML/JSON forms only; empty means any format.
    formats: frozenset[str] = frozenset()
    #: Whether it fits files of other sources too: a file of an unknown source is taken for it last.
    is_general: bool = False


@dataclass(frozen=True)
class Source:
    """One of the sources: its staging table, its layouts, its key."""

    name: str
    entity: str
    columns: tuple[Column, ...]
    layouts: tuple[Layout, ...]
    #: Rows of one source entry that agree in these columns are duplicates; the last one stays.
    #: Empty: rows that agree in every staging column.
    key: tuple[str, ...] = ()
    #: Among rows of one key the one with the greatest value here stays (NULL is least), and the
    #: last one where they are equal. Empty: the last row stays.
    latest_by: str = ""
    #: Whether a rejected row is shown by its mapped columns only: for files about people, where
    #: what is not asked for must not be kept.
    shows_mapped_only: bool = False
    #: Published names that must never be loaded (personal data), compared like layout names.
    never_load: frozenset[str] = frozenset()
    #: Files known not to be this source: published names -> why, for the error message. A name
    #: after "!" must not be there.
    not_this: tuple[tuple[tuple[str, ...], str], ...] = ()
    #: Whether each file of a folder is a moment of its own (a row may repeat in the next one).
    is_series: bool = False
    #: Id of the layout that takes a file of a folder as one record about itself, where the file is
    #: no list of the source. Empty: such a file is an error.
    describes_files: str = ""
    #: Child entities transform may yield (``Transformed.children``): name -> Arrow schema.
    children: Mapping[str, pa.Schema] = field(default_factory=dict)
    #: Columns ``derive`` adds: name -> Arrow type.
    derived: Mapping[str, pa.DataType] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """Staging table name, ``stg_<source>__<entity>``."""
        return f"stg_{self.name}__{self.entity}"


@dataclass(frozen=True)
class Decision:
    """One whole-file decision of the profile, with its reason (shown by ``etl check``)."""

    what: str
    choice: str
    why: str


@dataclass(frozen=True)
class FilePlan:
    """How one file (or one sheet or member of it) is read; made once by ``profile``."""

    source: str
    source_id: str
    path: Path
    file: str  # name shown to people: original name, "book.xlsx#Sheet1", "a.zip/b.csv"
    sha256: str
    format: str  # csv, workbook, json, geojson, topojson, xml, vector
    layout: str
    columns: Mapping[str, str]  # our name -> published name as it stands in the file
    published: tuple[str, ...]  # all published names, in order
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""
    header_row: int = 1  # 1-based; of the last header line where there are two
    header_rows: int = 1
    records: str = ""
    member: str = ""
    axis_order: str = "as_named"  # "as_named" | "swapped": latitude and longitude change places
    datum: str = "JGD2011"  # "JGD2011" | "Tokyo"
    crs: str = "EPSG:4326"
    timezone: str = "Asia/Tokyo"
    bbox: tuple[float, float, float, float] = (-180.0, -90.0, 180.0, 90.0)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    #: Moment the file's name or metadata states (naive text, e.g. "2024-01-11 18:00"), or "".
    stated_at: str = ""
    fetched_at: str = ""  # ISO 8601 UTC
    code: str = ""  # the municipality's, which rules for codes compare with
    #: Whether rows that begin with a word for a total are flagged.
    total_rows: bool = False
    #: Whether some bytes aren't of the encoding: they become U+FFFD and their rows are flagged.
    damaged: bool = False


@dataclass
class Transformed:
    """``accepted`` has the source's staging schema, ``rejected`` is REJECT_SCHEMA."""

    accepted: pa.Table
    rejected: pa.Table
    children: dict[str, pa.Table] = field(default_factory=dict)


class Columns:
    """A batch on its way through ``derive``: parsed columns, published text, verdicts.

    Attributes:
        values: our name -> typed Arrow array (NULL where missing or bad).
        raw: the published batch (text columns, ``__source_row``, ``__geometry``).
        plan: the file's plan.
        children: entity -> table, filled by ``derive`` where a row carries more than itself.
    """

    def __init__(self, raw: pa.RecordBatch, plan: FilePlan) -> None:
        self.raw = raw
        self.plan = plan
        self.values: dict[str, pa.Array] = {}
        self.children: dict[str, pa.Table] = {}
        self.verdicts: list[tuple[str, str, str, Any, Any, Any]] = []

    def published(self, name: str) -> pa.Array | None:
        """Published text of one of our columns, before parsing; None where not in the file."""
        column = self.plan.columns.get(name)
        return None if column is None else self.raw.column(column)

    def reject(self, mask: Any, rule: str, column: str = "", suggestion: Any = None) -> None:
        """Put the rows of a boolean mask out, by rule (``etl.rules``)."""
        self.verdicts.append(("row", rule, column, mask, self.published(column), suggestion))

    def doubt(self, mask: Any, rule: str, column: str = "", suggestion: Any = None) -> None:
        """Keep the rows of a mask, and note what is odd about one value of them."""
        self.verdicts.append(("value", rule, column, mask, self.published(column), suggestion))
