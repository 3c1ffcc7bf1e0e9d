"""The warehouse with what staff decided about posts laid over it, for every page, feed and count.

A question about ``wh.marts.road_reports``, ``wh.marts.road_decisions`` or
``wh.marts.road_duplicate_groups`` is answered from the build less the posts touched since, and
those posts as they are now. Nobody who asks has to know.
"""

from __future__ import annotations

import itertools
import re
import threading
import weakref
from weakref import WeakKeyDictionary

import duckdb
import pandas as pd

from machimori.city import City
from machimori.store.journal import EventLog
from machimori.store.queries import road_decisions, road_laying
from machimori.store.queries.road_decisions import Changes
from machimori.store.queries.road_laying import Laid
from machimori.store.warehouse import Warehouse

_numbers = itertools.count()
_LAID = ("road_reports", "road_decisions", "road_duplicate_groups")
_ASKED = re.compile(rf"\bwh\.marts\.({'|'.join(_LAID)})\b")

# Neither the file nor its marts are touched: these stand in the memory of this process.
_ROWS = "CREATE TABLE memory.main.{name} AS SELECT * FROM wh.marts.{mart} LIMIT 0"
_NUMBERS = "CREATE TABLE memory.main.{name}_numbers AS SELECT row_number FROM changed_rows"
_FILLED = "INSERT INTO memory.main.{name} BY NAME SELECT * {without} FROM changed_rows"
_REPORTS = """
CREATE VIEW memory.main.{name}_all AS
SELECT * FROM wh.marts.road_reports
WHERE rowid NOT IN (SELECT row_number FROM memory.main.{name}_numbers)
UNION ALL BY NAME FROM memory.main.{name}
"""
_DECISIONS = """
CREATE VIEW memory.main.{name}_all AS
SELECT * FROM wh.marts.road_decisions
WHERE report_id NOT IN (SELECT report_id FROM memory.main.{name})
UNION ALL BY NAME FROM memory.main.{name}
"""
#: A post that is in no group any more has a row without one, and is left out.
_GROUPS = """
CREATE VIEW memory.main.{name}_all AS
SELECT * FROM wh.marts.road_duplicate_groups
WHERE report_id NOT IN (SELECT report_id FROM memory.main.{name})
UNION ALL BY NAME
FROM memory.main.{name} WHERE duplicate_group_id IS NOT NULL
"""


class DecidedWarehouse(Warehouse):
    """One generation with the decisions up to one journal entry. It never changes either."""

    def __init__(self, built: Warehouse, changes: Changes, version: str) -> None:
        signature = built.signature._replace(decided=version)
        super().__init__(built._connection, signature, built.build)
        self._answers = built._answers  # a question that names other tables has the same answer
        self._changes = changes
        self._laying = threading.Lock()
        self._is_laid = False
        self._relations = {mart: f"{mart}_{next(_numbers)}" for mart in _LAID}
        weakref.finalize(self, _drop, self._connection, tuple(self._relations.values()))

    @property
    def built(self) -> Warehouse:
        """The generation as it was built, without what staff decided since."""
        # Another object: whoever holds these decisions must not hold the one they are kept by.
        built = Warehouse(self._connection, self.signature._replace(decided=""), self.build)
        built._answers = self._answers
        return built

    @property
    def changed_posts(self) -> pd.DataFrame | None:
        """Rows of marts.road_reports as staff decided since the build, with ``row_number``."""
        return self._changes.reports

    def asked(self, sql: str) -> str:
        """The question as it is put to the database; the first to need them lays the decisions."""
        if not _ASKED.search(sql):
            return sql
        with self._laying:
            if not self._is_laid:
                _lay(self._connection, self._relations, self._changes)
                self._is_laid = True
        return _ASKED.sub(lambda met: f"memory.main.{self._relations[met[1]]}_all", sql)


def _lay(
    connection: duckdb.DuckDBPyConnection, relations: dict[str, str], changes: Changes
) -> None:
    reports, decisions, groups = (relations[mart] for mart in _LAID)
    with connection.cursor() as cursor:
        for mart, name, rows in (
            ("road_reports", reports, changes.reports),
            ("road_decisions", decisions, changes.decisions),
            ("road_duplicate_groups", groups, changes.groups),
        ):
            _fill(cursor, mart, name, rows)
        cursor.execute(_REPORTS.format(name=reports))
        cursor.execute(_DECISIONS.format(name=decisions))
        cursor.execute(_GROUPS.format(name=groups))


def _fill(cursor: duckdb.DuckDBPyConnection, mart: str, name: str, rows: pd.DataFrame) -> None:
    is_numbered = "row_number" in rows
    cursor.register("changed_rows", rows)
    try:
        cursor.execute(_ROWS.format(name=name, mart=mart))
        if is_numbered:
            cursor.execute(_NUMBERS.format(name=name))
        without = "EXCLUDE (row_number)" if is_numbered else ""
        cursor.execute(_FILLED.format(name=name, without=without))
    finally:
        cursor.unregister("changed_rows")


def _drop(connection: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> None:
    """Give the memory back when no page refers to these decisions any more."""
    try:
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"DROP VIEW IF EXISTS memory.main.{name}_all")
                cursor.execute(f"DROP TABLE IF EXISTS memory.main.{name}_numbers")
                cursor.execute(f"DROP TABLE IF EXISTS memory.main.{name}")
    except duckdb.Error:  # the generation is gone, and its memory with it
        return


_lock = threading.Lock()
_held: WeakKeyDictionary[Warehouse, tuple[DecidedWarehouse, Laid]] = WeakKeyDictionary()


def decided(built: Warehouse, journal: EventLog | None, city: City | None = None) -> Warehouse:
    """The generation with every decision of the journal; the build itself where there is none.

    Screens that ask at the same time share one.
    """
    with _lock:
        version = road_decisions.version(built, journal)
        if version is None:
            return built
        held, before = _held.get(built, (None, None))
        if held is None or held.signature.decided != version:
            now = road_laying.laid(built, journal, city, before)
            held = DecidedWarehouse(built, now.changes, version)
            _held[built] = held, now
        return held
