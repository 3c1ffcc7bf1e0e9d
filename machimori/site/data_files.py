"""Every open data file of one build, by its name below ``data/v1``; each is made once, when asked.

The files change with a build alone: whoever holds one may ask again with its tag.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from machimori.city import City
from machimori.domain.standard_sets import Coverage
from machimori.exchange import geojson
from machimori.site import data_package, dcat, editions, food_drive_csv, open_formats
from machimori.site.conformance_report import report
from machimori.site.open_about import Told, readme
from machimori.site.open_columns import Table, table
from machimori.store.edition_shelf import Edition, EditionShelf
from machimori.store.kept import Kept
from machimori.store.queries import datasets as catalogue
from machimori.store.queries import open_tables
from machimori.store.queries.open_tables import OPEN_TABLES
from machimori.store.warehouse import Warehouse
from machimori.wording import text

CSV = "text/csv; charset=utf-8"
JSON = "application/json"
PARQUET = "application/vnd.apache.parquet"
FLATGEOBUF = "application/flatgeobuf"
ZIP = "application/zip"
PACKAGE = "datapackage.json"
CATALOGUE = "catalog.jsonld"
CONFORMANCE = "conformance.json"
#: The moment all members of a zip are stamped with: the same rows are the same bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)


class DataFile(NamedTuple):
    """One file: its content, a tag that changes with it, and its media type."""

    content: bytes
    tag: str
    media_type: str


class DataFiles:
    """The files of one build. Safe to use from several threads."""

    def __init__(self, city: City, warehouse: Warehouse) -> None:
        self.city = city
        self.warehouse = warehouse
        self._lock = threading.RLock()
        self._made: dict[str, DataFile] = {}
        #: What had been released when the tables were read; None: nobody has read them yet.
        self._released: tuple[int, ...] | None = None
        self._shelved: set[str] = set()

    @cached_property
    def tables(self) -> dict[str, tuple[Told, Table]]:
        """Tables that are offered and have rows, by key.

        Reading them for the first time after a month's end releases it. Then they are read once
        more: they rest on what is released now.
        """
        while True:
            before = _released(self.city)
            found = self._read()
            if _released(self.city) == before:
                self._released = before
                return found

    @property
    def is_outdated(self) -> bool:
        """Whether something was released or revised since its tables were read."""
        return self._released is not None and self._released != _released(self.city)

    def _read(self) -> dict[str, tuple[Told, Table]]:
        found = {}
        for given in OPEN_TABLES:
            terms = open_tables.terms(self.warehouse, self.city, given)
            if not terms.is_offered:
                continue
            released = open_tables.read(self.warehouse, self.city, given)
            if len(released.frame):
                rows = table(given, released, is_sample=terms.is_sample)
                found[given.key] = (Told(self.city, given, terms), rows)
        return found

    @cached_property
    def datasets(self) -> pd.DataFrame:
        """The catalogue of what the municipality publishes."""
        return catalogue.catalogue(self.warehouse)

    @cached_property
    def coverage(self) -> Coverage:
        """整備率."""
        return open_tables.standard_coverage(self.warehouse, self.city)

    @property
    def built_at(self) -> datetime:
        """When the build was made; aware, UTC."""
        return self.warehouse.build.built_at

    @cached_property
    def refused(self) -> tuple[Told, ...]:
        """Tables whose terms of use don't let us pass them on, or aren't known to."""
        told = (
            Told(self.city, given, open_tables.terms(self.warehouse, self.city, given))
            for given in OPEN_TABLES
            if not given.role
        )
        return tuple(one for one in told if not one.terms.is_offered)

    @cached_property
    def names(self) -> dict[str, tuple[str, Callable[[], bytes]]]:
        """Name -> media type and how it is made, of every file there is."""
        found: dict[str, tuple[str, Callable[[], bytes]]] = {}
        for told, rows in self.tables.values():
            found |= self._of_table(told, rows)
        if "food_drive_points" in self.tables:
            name = food_drive_csv.name(self.city)
            found[name] = (CSV, lambda: self._boxes(bom=False))
            found[name.replace(".csv", ".bom.csv")] = (CSV, lambda: self._boxes(bom=True))
        if self.tables:
            found[PACKAGE] = (JSON, self._package)
        found[CATALOGUE] = (dcat.MEDIA_TYPE, self._catalogue)
        found[CONFORMANCE] = (JSON, lambda: report(self.warehouse, self.city))
        return found

    def file(self, name: str) -> DataFile | None:
        """One file, or None where there is none of that name."""
        with self._lock:  # one visitor makes it, the others wait for it
            if name not in self._made:
                made = self._edition(name) if "/" in name else self._new(name)
                if made is None:
                    return None
                self._made[name] = made
                if (key := name.partition(".")[0]) in self.tables:
                    self.editions(key)  # whoever asks first after a build has it put down
            return self._made[name]

    def files(self) -> Mapping[str, bytes]:
        """Name -> content of all of them, editions too."""
        dated = [
            f"{one.path}/{name}"
            for key in self.tables
            for one in self.editions(key)
            for name in one.files
        ]
        return {name: self._content(name) for name in (*self.names, *dated)}

    def editions(self, key: str) -> tuple[Edition, ...]:
        """The dated editions of a table, oldest first; what it says now is the last of them."""
        with self._lock:
            told, _ = self.tables[key]
            if key not in self._shelved:
                self._shelved.add(key)  # its files are asked for meanwhile
                editions.keep(self.city, told, self._content, self.built_at)
                self._offered[key] = editions.offered(self.city, told, self._hidden)
            return self._offered.get(key, ())

    @cached_property
    def _offered(self) -> dict[str, tuple[Edition, ...]]:
        return {}

    @cached_property
    def _hidden(self) -> open_tables.Hidden:
        return open_tables.hidden_places(self.warehouse)

    def _new(self, name: str) -> DataFile | None:
        if name not in self.names:
            return None
        media_type, make = self.names[name]
        return _tagged(make(), media_type)

    def _edition(self, path: str) -> DataFile | None:
        """A file of a dated edition that is offered."""
        table, _, rest = path.partition("/")
        version, _, name = rest.partition("/")
        if table not in self.tables or version not in {one.version for one in self.editions(table)}:
            return None
        content = EditionShelf.of(self.city).read(table, version, name)
        kinds = {".csv": CSV, ".parquet": PARQUET, ".zip": ZIP}
        media_type = next((kind for end, kind in kinds.items() if name.endswith(end)), None)
        return None if content is None or media_type is None else _tagged(content, media_type)

    def of_table(self, key: str) -> dict[str, str]:
        """Name -> media type of a table's own files."""
        told, rows = self.tables[key]
        return {name: kind for name, (kind, _) in self._of_table(told, rows).items()}

    def _content(self, name: str) -> bytes:
        found = self.file(name)
        if found is None:
            raise KeyError(name)
        return found.content

    def _of_table(self, told: Told, rows: Table) -> dict[str, tuple[str, Callable[[], bytes]]]:
        key, about, symbol = told.key, told.about, self.city.privacy.symbol
        is_placed = bool(told.table.geometry)
        found: dict[str, tuple[str, Callable[[], bytes]]] = {
            f"{key}.csv": (CSV, lambda: open_formats.csv(rows, symbol=symbol, bom=False)),
            f"{key}.bom.csv": (CSV, lambda: open_formats.csv(rows, symbol=symbol, bom=True)),
            f"{key}.json": (JSON, lambda: open_formats.json_(rows, about)),
            f"{key}.parquet": (
                PARQUET,
                lambda: open_formats.parquet(rows, about, is_geographic=is_placed),
            ),
        }
        if is_placed:
            found[f"{key}.geojson"] = (
                geojson.MEDIA_TYPE,
                lambda: open_formats.geojson(rows, about),
            )
            found[f"{key}.fgb"] = (FLATGEOBUF, lambda: open_formats.flatgeobuf(rows, about))
        found[f"{key}.zip"] = (ZIP, lambda: self._zip(told, rows))
        return found

    def _zip(self, told: Told, rows: Table) -> bytes:
        formats = [".csv", ".json", *([".geojson"] if told.table.geometry else [])]
        names = [f"{told.key}{ending}" for ending in formats]
        members = {name: self._content(name) for name in names}
        members["datapackage.json"] = data_package.package(
            [(told, rows)], members, name=f"{self.city.code}-{told.key}"
        )
        members = {"README.txt": readme(told, list(members)), **members}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
            for name, content in members.items():
                member = zipfile.ZipInfo(name, _STAMP)
                member.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(member, content)
        return out.getvalue()

    def _boxes(self, *, bom: bool) -> bytes:
        told, rows = self.tables["food_drive_points"]
        names = [one.name for one in rows.fields]
        points: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows.rows]
        note = text("band.sample", "ja") if told.terms.is_sample else ""
        return food_drive_csv.write(self.city, points, bom=bom, note=note)

    def _package(self) -> bytes:
        contents = {f"{key}.csv": self._content(f"{key}.csv") for key in self.tables}
        return data_package.package(
            list(self.tables.values()),
            contents,
            name=f"{self.city.code}-open-data",
            editions={key: self.editions(key) for key in self.tables},
        )

    def _catalogue(self) -> bytes:
        listed = []
        for told, rows in self.tables.values():
            files = {
                name: (kind, len(self._content(name)))
                for name, (kind, _) in self._of_table(told, rows).items()
            }
            dated = {
                f"{one.path}/{name}": size
                for one in self.editions(told.key)
                for name, size in one.files.items()
            }
            listed.append((told, files, dated))
        return dcat.catalogue(self.city, listed)


def _tagged(content: bytes, media_type: str) -> DataFile:
    return DataFile(content, f'"{hashlib.sha256(content).hexdigest()[:20]}"', media_type)


#: A cell per build and configuration: what is in it is replaced when more is released.
_KEPT: Kept[list[DataFiles]] = Kept(2)


def data_files(city: City, warehouse: Warehouse) -> DataFiles:
    """The files of a build, as the configuration and what was released so far make them."""
    settings = json.dumps(city.model_dump(mode="json", exclude={"staff"}), sort_keys=True)
    held = _KEPT.get((warehouse.signature[:3], settings), lambda: [DataFiles(city, warehouse)])
    if held[0].is_outdated:
        held[0] = DataFiles(city, warehouse)
    return held[0]


def _released(city: City) -> tuple[int, ...]:
    """Changes with every release and revision of a month."""
    return tuple(
        sorted(path.stat().st_mtime_ns for path in (city.data_path / "released").glob("*"))
    )
