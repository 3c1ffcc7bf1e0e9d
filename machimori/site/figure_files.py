"""The figures as data: one CSV and one JSON per indicator, all in one CSV, and the corrections."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from machimori.domain.indicator_record import COLUMNS, number_text, record
from machimori.domain.published_values import Indicator
from machimori.exchange import guarded_csv
from machimori.site.figures import Figures, folder_of
from machimori.site.status_json import stamp
from machimori.wording.indicator_card import sentence

#: Folder of the data files; the address of a file stays, its content changes with the figures.
FOLDER = "data/indicators"
ALL_CSV = "data/indicators/all.csv"
CORRECTIONS_CSV = "data/indicators/corrections.csv"
SCHEMA = "machimori-indicator-1"
_LANGUAGES = ("ja", "en")
_CORRECTION_COLUMNS = (
    "changed_at",
    "change",
    "indicator_id",
    "municipality",
    "name",
    "as_of_original",
    "field",
    "old",
    "new",
    "reason",
    "document_title",
)


def data_files(figures: Figures) -> dict[str, bytes]:
    """Path -> content of all data files."""
    found = {ALL_CSV: csv_of(figures.indicators), CORRECTIONS_CSV: _corrections(figures)}
    for one in figures.indicators:
        found[csv_path(one.indicator_id)] = csv_of([one])
        found[json_path(one.indicator_id)] = json_of(one)
    return found


def csv_path(indicator_id: str) -> str:
    """Where an indicator's CSV lies, from the top of the site."""
    return f"{FOLDER}/{folder_of(indicator_id)}.csv"


def json_path(indicator_id: str) -> str:
    """Where its JSON lies."""
    return f"{FOLDER}/{folder_of(indicator_id)}.json"


def csv_of(found: Iterable[Indicator]) -> bytes:
    """One row per published value, UTF-8 with the mark that Excel wants."""
    rows = [record(one, value) for one in found for value in one.published]
    return guarded_csv.write(COLUMNS, ([_cell(row[name]) for name in COLUMNS] for row in rows))


def json_of(one: Indicator) -> bytes:
    """An indicator with its values, each with its sentence in both languages."""
    values = [
        record(one, value) | {f"sentence_{lang}": sentence(one, value, lang) for lang in _LANGUAGES}
        for value in one.published
    ]
    document = {
        "schema": SCHEMA,
        "indicator_id": one.indicator_id,
        "municipality": one.municipality,
        "theme": one.theme or None,
        "direction": one.direction,
        "state": str(one.state),
        "shown": one.shown.row,
        "values": values,
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _corrections(figures: Figures) -> bytes:
    return guarded_csv.write(
        _CORRECTION_COLUMNS,
        ([_text(one, name) for name in _CORRECTION_COLUMNS] for one in figures.corrections),
    )


def _text(one: Mapping[str, Any], name: str) -> str:
    value = one[name]
    if name == "changed_at":
        return stamp(value) or ""
    return value if isinstance(value, str) else ""


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, int | float) else str(value)
