"""How long posts stay open, as curves with bands: by category, period and way of ending.

A post counts from its receipt to its last end; a reopened one is open. One still open was watched
up to its source's data time, never to the clock of the build. What a source left out of its feed
when it closed was never seen closing: such posts count from the first run on (left truncation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import numpy as np

from etl.road_survival_rows import Read, curve_rows, insert_rows
from machimori.city import City
from machimori.domain.events import Event
from machimori.domain.survival import LAST_DAY
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES, EndKind, ReportStatus

#: A feed that lists none of the posts closed before it was first read leaves them out, if there
#: are so many posts older than so many days: of a whole feed, none closed would be a wonder.
DETECT_POSTS = 30
DETECT_DAYS = 30

#: One row per feed. A source without a good run on record is taken for whole. When a whole feed was
#: first read is the clock's, and no part of the marts.
_FEEDS = f"""
CREATE OR REPLACE TEMP TABLE survival_feeds AS
WITH run AS (
    SELECT source, min(fetched_at) AS first_seen_at
    FROM meta.source_runs WHERE success GROUP BY source
),
feed AS (
    SELECT report.source, max(report.as_of) AS as_of, any_value(run.first_seen_at) AS first_seen_at,
        count(*) FILTER (report.closed_at < run.first_seen_at) AS closed_before,
        count(*) FILTER (
            report.requested_at < run.first_seen_at - INTERVAL {DETECT_DAYS} DAY) AS old_posts
    FROM marts.road_reports AS report LEFT JOIN run ON run.source = report.source
    GROUP BY report.source
)
SELECT source, as_of, closed_left_out,
    CASE WHEN closed_left_out IS NOT NULL THEN first_seen_at END AS first_seen_at
FROM (
    SELECT *, CASE WHEN list_contains($declared, source) THEN 'declared'
        WHEN closed_before = 0 AND old_posts >= {DETECT_POSTS} THEN 'detected' END
        AS closed_left_out
    FROM feed
)
"""  # noqa: S608 - our own numbers

#: Kinds of end by number, as ``road_survival_rows.KINDS`` names them; -1: open; NULL: unknown.
_KIND = f"""
CASE
    WHEN list_contains($open, status) THEN -1
    WHEN end_kind = '{EndKind.REPAIRED}' THEN 0
    WHEN end_kind = '{EndKind.DUPLICATE}' OR status = '{ReportStatus.DUPLICATE}' THEN 2
    WHEN end_kind IN ('{EndKind.REFERRED}', '{EndKind.OUT_OF_SCOPE}')
        OR status IN ('{ReportStatus.REFERRED}', '{ReportStatus.OUT_OF_SCOPE}') THEN 3
    WHEN closed_at IS NOT NULL OR status = '{ReportStatus.DONE}' THEN 1
END
"""

_POSTS = f"""
CREATE OR REPLACE TEMP TABLE survival_posts AS
SELECT
    report.source, report.duplicate_group_id AS alike,
    coalesce(report.category, 'not_stated') AS category, report.requested_at,
    CAST({_KIND} AS TINYINT) AS kind, report.closed_at AS ended_at, feed.as_of AS watched_until,
    CASE WHEN feed.closed_left_out IS NOT NULL THEN feed.first_seen_at END AS entry_at
FROM marts.road_reports AS report JOIN survival_feeds AS feed USING (source)
UNION ALL
SELECT
    gone.source, NULL, coalesce(gone.category, 'not_stated'), gone.requested_at,
    CASE WHEN ({_KIND}) IS DISTINCT FROM -1 THEN {_KIND}
         WHEN gone.why = 'vanished' OR feed.closed_left_out IS NOT NULL THEN 4 ELSE -1 END,
    CASE WHEN ({_KIND}) IS DISTINCT FROM -1 THEN gone.closed_at
         WHEN gone.why = 'vanished' OR feed.closed_left_out IS NOT NULL THEN gone.last_seen_at END,
    gone.last_seen_at,
    CASE WHEN feed.closed_left_out IS NOT NULL THEN feed.first_seen_at END
FROM marts.road_vanished AS gone JOIN survival_feeds AS feed USING (source)
"""  # noqa: S608 - our own words

#: Incidents: posts of one group once, from the first receipt to the last end; of one moment the
#: first category and the last kind, so that the same posts give the same rows. A post that is
#: somebody's duplicate without its group tells of no incident of its own.
_INCIDENTS = """
CREATE OR REPLACE TEMP TABLE survival_incidents AS
SELECT source, category, requested_at, kind, ended_at, watched_until, entry_at
FROM survival_posts WHERE alike IS NULL AND kind IS DISTINCT FROM 2
UNION ALL
SELECT
    min(source), arg_min(category, row(requested_at, category)), min(requested_at),
    CASE WHEN bool_or(kind = -1) THEN -1
         ELSE arg_max(kind, row(ended_at, kind))
             FILTER (kind NOT IN (-1, 2) AND ended_at IS NOT NULL) END,
    CASE WHEN NOT bool_or(kind = -1) AND count(*) FILTER (
            kind IS NULL OR (kind NOT IN (-1, 2) AND ended_at IS NULL)) = 0
        THEN max(ended_at) FILTER (kind NOT IN (-1, 2)) END,
    max(watched_until), min(entry_at)
FROM survival_posts WHERE alike IS NOT NULL
GROUP BY alike
HAVING bool_or(kind IS DISTINCT FROM 2)
"""

_DAY = 86_400_000_000  # microseconds

#: Whole days: an end within the d-th day is on day d, a post still open was watched full days.
_TIMED = f"""
WITH timed AS (
    SELECT *,
        kind >= 0 AND ended_at <= watched_until AS is_end,
        epoch_us(requested_at) AS requested_us
    FROM {{posts}}
    WHERE requested_at <= watched_until AND kind IS NOT NULL
        AND (kind = -1 OR ended_at IS NOT NULL)
),
counted AS (
    SELECT source, category, requested_at,
        CASE WHEN is_end THEN kind ELSE -1 END AS kind,
        CASE WHEN is_end
            THEN greatest((epoch_us(ended_at) - requested_us + {_DAY - 1}) // {_DAY}, 0)
            ELSE (epoch_us(watched_until) - requested_us) // {_DAY} END AS day,
        CASE WHEN entry_at > requested_at
            THEN (epoch_us(entry_at) - requested_us + {_DAY - 1}) // {_DAY} ELSE -1 END AS entry
    FROM timed
),
usable AS (
    SELECT source, category, requested_at, entry,
        CASE WHEN day > {LAST_DAY} THEN -1 ELSE kind END AS kind,
        least(day, {LAST_DAY}) AS day
    FROM counted WHERE entry < least(day, {LAST_DAY})
)
"""  # noqa: S608 - our own numbers

_COUNTS = """
SELECT
    coalesce(chosen.number, $others) AS category, {period} AS period, kind, day, entry,
    count(*) AS posts
FROM usable LEFT JOIN survival_categories AS chosen USING (category)
GROUP BY ALL
"""

_CATEGORIES = """
CREATE OR REPLACE TEMP TABLE survival_categories AS
SELECT category, CAST(row_number() OVER (ORDER BY posts DESC, category) - 1 AS INTEGER) AS number
FROM (
    SELECT category, count(*) AS posts FROM survival_posts GROUP BY category
    ORDER BY posts DESC, category LIMIT $most
)
"""

_BASIS = """
INSERT INTO marts.road_survival_basis BY NAME
WITH used AS (SELECT source, count(*) AS used FROM usable GROUP BY source),
told AS (
    SELECT source, count(*) AS posts,
        count(*) FILTER (requested_at IS NULL) AS without_request,
        count(*) FILTER (requested_at IS NOT NULL
            AND (kind IS NULL OR (kind >= 0 AND ended_at IS NULL))) AS without_end,
        count(*) FILTER (kind = 4) AS vanished
    FROM survival_posts GROUP BY source
)
SELECT feed.*, told.posts, coalesce(used.used, 0) AS used, told.without_request, told.without_end,
    told.posts - coalesce(used.used, 0) - told.without_request - told.without_end AS after_end,
    told.vanished
FROM survival_feeds AS feed JOIN told USING (source) LEFT JOIN used USING (source)
ORDER BY feed.source
"""


@dataclass(frozen=True)
class Periods:
    """Cohorts by receipt: the UTC moments they begin at, oldest first, and their names."""

    starts: tuple[datetime, ...]
    names: tuple[str, ...]


def periods(city: City, newest: datetime) -> Periods:
    """The newest periods up to a moment (naive UTC); each is named by its first month."""
    wanted = city.road_survival
    there = newest.replace(tzinfo=UTC).astimezone(city.zone)
    months = there.year * 12 + there.month - 1
    begin = months - (months - (wanted.period_starts_in_month - 1)) % wanted.period_months
    firsts = [begin - number * wanted.period_months for number in range(wanted.periods)][::-1]
    starts = [datetime(one // 12, one % 12 + 1, 1, tzinfo=city.zone) for one in firsts]
    return Periods(
        tuple(one.astimezone(UTC).replace(tzinfo=None) for one in starts),
        tuple(f"{one:%Y-%m}" for one in starts),
    )


def fill_survival(
    connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]
) -> None:
    """Fill marts.road_survival and what stands beside it, from the finished posts."""
    connection.execute(_FEEDS, {"declared": list(city.road_survival.closed_left_out)})
    (newest,) = connection.execute("SELECT max(as_of) FROM survival_feeds").fetchone() or (None,)
    if newest is None:
        return
    open_statuses = sorted(map(str, OPEN_REPORT_STATUSES))
    connection.execute(_POSTS, {"open": open_statuses})
    connection.execute(_INCIDENTS)
    connection.execute(_CATEGORIES, {"most": city.road_survival.categories})
    connection.execute(_TIMED.format(posts="survival_posts") + _BASIS)
    chosen = connection.execute("SELECT category FROM survival_categories ORDER BY number")
    categories = [str(row[0]) for row in chosen.fetchall()]
    spans = periods(city, newest)
    for unit, posts in (("report", "survival_posts"), ("incident", "survival_incidents")):
        read = _read(connection, posts, categories, spans)
        insert_rows(connection, curve_rows(unit, read))


def _read(
    connection: duckdb.DuckDBPyConnection, posts: str, categories: list[str], spans: Periods
) -> Read:
    """Posts as counts by category, period, end and day."""
    bound: dict[str, Any] = {"others": len(categories)}
    bound |= {f"start{number}": start for number, start in enumerate(spans.starts)}
    # 0 is before the first period; comparing is far cheaper than naming a month.
    period = " + ".join(
        f"CAST(requested_at >= $start{number} AS INTEGER)" for number in range(len(spans.starts))
    )
    counts = connection.execute(
        _TIMED.format(posts=posts) + _COUNTS.format(period=period), bound
    ).fetchnumpy()
    columns = {name: np.asarray(column, dtype=np.int64) for name, column in counts.items()}
    return Read(categories=categories, periods=spans.names, **_renamed(columns))


def _renamed(columns: dict[str, Any]) -> dict[str, Any]:
    return {"weight" if name == "posts" else f"{name}_no" if name in ("category", "period") else
            name: column for name, column in columns.items()}  # fmt: skip
