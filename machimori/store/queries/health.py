"""How each source is doing: its runs, its rows, what was held against them and what to do.

Grain of ``sources``: one row per source id, from its newest run; a configured source that never
ran is the page's to add.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from machimori.store.queries.freshness import GRACE, utc
from machimori.store.warehouse import Warehouse

_SOURCES = """
WITH runs AS (
    SELECT
        *,
        success AND NOT is_held_back AS is_good,
        row_number() OVER (
            PARTITION BY source ORDER BY fetched_at DESC NULLS LAST, run_id DESC
        ) AS newest_first
    FROM wh.meta.source_runs
),
good AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY source ORDER BY newest_first
        ) AS newest_good_first
    FROM runs
    WHERE is_good
),
verdicts AS (
    SELECT run_id, source, count(*) FILTER (WHERE severity = 'value') AS doubted_values
    FROM wh.meta.rejects
    GROUP BY run_id, source
)
SELECT
    run.source, run.source_name, run.title, run.producer, run.licence, run.licence_url,
    run.cadence_days, run.is_sample, run.run_id, run.fetched_at AS last_run_at,
    last_good.fetched_at AS last_good_at,
    coalesce(last_good.as_of, run.as_of) AS as_of,
    run.rows_in, run.accepted, run.rejected, run.duplicates,
    run.accepted - before.accepted AS accepted_change,
    coalesce(verdicts.doubted_values, 0) AS doubted_values,
    run.seconds, run.success, run.is_held_back, run.error,
    coalesce(last_good.as_of, run.as_of) IS NULL AS is_age_of_fetch,
    greatest(date_diff('second', since.moment, $now::TIMESTAMP), 0) / 86400.0 AS age_days,
    coalesce(
        date_diff('second', since.moment, $now::TIMESTAMP) / 86400.0 > run.cadence_days * $grace,
        false
    ) AS is_overdue
FROM runs AS run
LEFT JOIN good AS last_good
    ON last_good.source = run.source AND last_good.newest_good_first = 1
LEFT JOIN good AS before
    ON before.source = run.source
    AND before.newest_good_first = CASE WHEN run.is_good THEN 2 ELSE 1 END
LEFT JOIN verdicts ON verdicts.run_id = run.run_id AND verdicts.source = run.source
CROSS JOIN LATERAL (
    SELECT coalesce(last_good.as_of, run.as_of, last_good.fetched_at, run.fetched_at) AS moment
) AS since
WHERE run.newest_first = 1
ORDER BY run.source_name, run.source
"""

_RUNS = """
SELECT
    run_id, fetched_at, as_of, rows_in, accepted, rejected, duplicates, seconds, success,
    is_held_back, error
FROM wh.meta.source_runs
WHERE source = ?
ORDER BY fetched_at DESC NULLS LAST, run_id DESC
LIMIT ?
"""

_REJECTS_BY_RULE = """
WITH numbered AS (
    SELECT
        *,
        count(*) OVER by_rule AS verdicts,
        row_number() OVER (by_rule ORDER BY source_file, source_row) AS place
    FROM wh.meta.rejects
    WHERE source = $source AND run_id = $run_id
    WINDOW by_rule AS (PARTITION BY rule, severity)
)
SELECT
    first.rule, first.severity, first.verdicts,
    CASE WHEN $lang = 'ja' THEN rule.what_ja ELSE rule.what_en END AS what,
    CASE WHEN $lang = 'ja' THEN rule.todo_ja ELSE rule.todo_en END AS todo,
    first.source_file, first.source_row, first."column", first.value, first.suggestion
FROM numbered AS first
LEFT JOIN wh.meta.rules AS rule USING (rule)
WHERE first.place = 1
ORDER BY first.severity, first.verdicts DESC, first.rule
"""

_REJECTS = """
SELECT
    reject.source_file, reject.source_row, reject.severity, reject.rule, reject."column",
    reject.value,
    CASE WHEN $lang = 'ja' THEN rule.what_ja ELSE rule.what_en END AS what,
    CASE WHEN $lang = 'ja' THEN rule.todo_ja ELSE rule.todo_en END AS todo,
    reject.suggestion, reject.raw
FROM wh.meta.rejects AS reject
LEFT JOIN wh.meta.rules AS rule USING (rule)
WHERE reject.source = $source AND reject.run_id = $run_id
ORDER BY reject.source_file, reject.source_row, reject.rule
LIMIT $limit
"""

_FILES = """
SELECT
    source_file, origin, sha256, bytes, fetched_at, format, encoding, layout, decisions,
    rows_in, accepted, rejected, duplicates
FROM wh.meta.source_files
WHERE source = ? AND run_id = ?
ORDER BY source_file
"""

_CORRECTIONS = """
SELECT correction_id, source, locator, action, reason, expect, rows_met, status
FROM wh.meta.corrections
WHERE source = ? OR ? IS NULL
ORDER BY source, correction_id
"""

MAX_REJECTS = 100_000


def sources(warehouse: Warehouse, *, now: datetime) -> pd.DataFrame:
    """One row per source that ever ran: its newest run beside its last good one.

    ``accepted_change`` is against the good run before it, NULL where there was none;
    ``last_good_at``, ``as_of`` and ``age_days`` belong to the rows the pages show now, and
    ``is_overdue`` holds that age against the source's cycle (``freshness.GRACE``). Where the data
    states no time the age counts from its fetch, and ``is_age_of_fetch`` says so.
    """
    return warehouse.frame(_SOURCES, {"now": utc(now), "grace": GRACE})


def runs(warehouse: Warehouse, source: str, *, limit: int = 20) -> pd.DataFrame:
    """The runs of one source, newest first."""
    return warehouse.frame(_RUNS, [source, limit])


def rejects_by_rule(warehouse: Warehouse, source: str, run_id: str, *, lang: str) -> pd.DataFrame:
    """Verdicts of a run by rule: how many, what it means, what to do, the first example."""
    return warehouse.frame(_REJECTS_BY_RULE, {"source": source, "run_id": run_id, "lang": lang})


def rejects(
    warehouse: Warehouse, source: str, run_id: str, *, lang: str, limit: int = MAX_REJECTS
) -> pd.DataFrame:
    """Verdicts of a run as rows for a file, in the order of the published file."""
    bound = {"source": source, "run_id": run_id, "lang": lang, "limit": limit}
    return warehouse.frame(_REJECTS, bound)


def files(warehouse: Warehouse, source: str, run_id: str) -> pd.DataFrame:
    """The files a run read: checksum, balance, decisions (JSON list of what, choice, why)."""
    return warehouse.frame(_FILES, [source, run_id])


def corrections(warehouse: Warehouse, source: str | None = None) -> pd.DataFrame:
    """Corrections in force, of one source or of all, and whether each met its row."""
    return warehouse.frame(_CORRECTIONS, [source, source])
