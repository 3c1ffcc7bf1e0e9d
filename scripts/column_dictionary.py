"""What every column of the warehouse is: the schema's comments held against a fresh build."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.build import MODELS, open_build

#: What a column is wherever it stands, where its table says nothing more: the first that fits.
EVERYWHERE = (
    ("source", "id of the configured entry it comes from"),
    ("source_file", "file, sheet or archive member it comes from"),
    ("source_row", "row a clerk sees in that file, header included"),
    ("is_sample", "generated, not published"),
    ("latitude|longitude", "degrees, EPSG:4326"),
    ("geometry", "EPSG:4326 longitude/latitude"),
    ("town_block_id", "of marts.town_blocks"),
    ("district_id", "of marts.districts"),
    ("facility_id", "of marts.facilities"),
    ("incident_id", "of marts.incidents; NULL where none is stated"),
    ("report_id", "of marts.road_reports"),
    ("indicator_id", "of marts.indicators"),
    ("station_id", "of marts.stations"),
    ("run_id", "one run of the ETL"),
    ("municipality_code", "six digits"),
    ("mesh250", "JIS X 0410, 1/4 mesh"),
    ("mesh125", "JIS X 0410, 1/8 mesh"),
    ("position_precision", "code of domain.vocabulary.PositionPrecision"),
    ("opening", "code of domain.vocabulary.Opening"),
    ("crowding", "code of domain.vocabulary.Crowding"),
    ("status", "code of domain.vocabulary.ReportStatus"),
    ("end_kind", "code of domain.vocabulary.EndKind"),
    ("mode", "real, training"),
    ("headcount", "persons inside, counted"),
    ("outside_headcount", "persons outside the building"),
    ("households", "number of households"),
    ("counters", "JSON object, counter name -> persons"),
    ("hazard_.+", "fit for this hazard (domain.vocabulary.Hazard); NULL is unknown"),
    ("a11y_.+", "there is one (domain.vocabulary.Accessibility); NULL is unknown"),
    ("as_of", "newest data time the row or its file states"),
    (".+_observed_at", "UTC: when the value in force was seen"),
    (".+_confirmed_at", "UTC: when it was last said to be still so"),
    (".+_at", "UTC"),
    (".+_m", "metres"),
    (".+_m2", "square metres"),
    ("name_kana", "reading"),
    ("name_en", "English name"),
    ("address|phone|url|note|.+_original", "as published"),
)
_TABLE = re.compile(r"CREATE TABLE (\w+\.\w+) \(")
_COLUMN = re.compile(r'\s+"?(\w+)"? [A-Z]+[^,]*,?\s+-- (.+)')


@dataclass(frozen=True)
class ColumnEntry:
    """One column: its name and type in the build, whether it is NOT NULL, what it is."""

    name: str
    type: str
    is_required: bool
    about: str


@dataclass(frozen=True)
class TableEntry:
    """One table, with its columns in order."""

    name: str
    about: str
    columns: tuple[ColumnEntry, ...]


def described_tables() -> list[TableEntry]:
    """The mart and meta tables of a fresh build, by name.

    Raises:
        ValueError: a comment of the schema stands beside a column that the build doesn't have.
    """
    said = _comments()
    connection = open_build(":memory:")
    names = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() "
        "WHERE schema_name IN ('marts', 'meta') ORDER BY 1"
    ).fetchall()
    tables = []
    for (name,) in names:
        about, beside = said.get(name, ("", {}))
        rows = connection.execute(f"DESCRIBE {name}").fetchall()
        strays = set(beside) - {row[0] for row in rows}
        if strays:
            raise ValueError(f"{name} has no column {sorted(strays)[0]!r}, but a comment on it")
        tables.append(TableEntry(name, about, tuple(_entry(row, beside) for row in rows)))
    connection.close()
    return tables


def _entry(row: tuple[str, ...], beside: dict[str, str]) -> ColumnEntry:
    name, kind, null = row[:3]
    kind = "GEOMETRY" if kind.startswith("GEOMETRY") else kind
    return ColumnEntry(name, kind, null == "NO", beside.get(name) or _anywhere(name, kind))


def _anywhere(column: str, kind: str) -> str:
    """What a column of that name is in any table; empty where only its table can say."""
    if column.endswith("_at") and kind != "TIMESTAMP":
        return ""
    return next((said for name, said in EVERYWHERE if re.fullmatch(name, column)), "")


def _comments() -> dict[str, tuple[str, dict[str, str]]]:
    """Table -> its comment, and column -> comment, as the schema files say."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for file in sorted((MODELS / "schema").glob("*.sql")):
        above: list[str] = []
        columns: dict[str, str] = {}
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("-- "):
                above.append(line[3:])
            elif met := _TABLE.match(line):
                columns = {}
                found[met[1]] = (" ".join(above), columns)
                above = []
            elif met := _COLUMN.match(line):
                columns[met[1]] = met[2]
            else:
                above = []
    return found
