"""How long posts stay open: the curves of the build, and what is read off them.

The build estimates (``docs/road_analysis.md``); here rows are chosen. Decisions of staff since the
build lie after the data's time up to which posts are watched, and count from the next build on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from machimori.store.warehouse import Warehouse

ALL = "all"
#: Units: posts as they came, or posts of one group once.
REPORT, INCIDENT = "report", "incident"
#: Ways of ending that a page may ask for.
COMPLETED, ANY = "completed", "any"
WAYS = ("repaired", "done", "duplicate", "not_ours", "vanished")
#: Days a share is told for.
HORIZONS = (7, 14, 30, 60, 90)


@dataclass(frozen=True)
class Chosen:
    """Which curves: unit, category and way of ending."""

    unit: str = REPORT
    category: str = ALL
    end_kind: str = COMPLETED

    def bound(self) -> dict[str, Any]:
        """As parameters of a query."""
        return {"unit": self.unit, "category": self.category, "end_kind": self.end_kind}


_OF = "unit = $unit AND category = $category AND end_kind = $end_kind"

_CATEGORIES = """
SELECT category, max(posts) AS posts, bool_or(is_enough) AS is_enough
FROM wh.marts.road_survival_summary
WHERE unit = 'report' AND end_kind = 'any' AND period = 'all'
GROUP BY category ORDER BY category <> 'all', posts DESC, category
"""

_SUMMARIES = """
SELECT told.period, told.posts, told.ended, told.posts - whole.ended AS open, told.is_enough,
    told.median_day, told.median_low_day, told.median_high_day, told.ended_middle_day,
    told.last_day
FROM wh.marts.road_survival_summary AS told
JOIN wh.marts.road_survival_summary AS whole
    ON whole.unit = told.unit AND whole.category = told.category AND whole.period = told.period
    AND whole.end_kind = 'any'
WHERE told.unit = $unit AND told.category = $category AND told.end_kind = $end_kind
ORDER BY told.period = 'all', told.period
"""

_CURVES = f"""
SELECT period, day, 1 - survival AS ended_share, 1 - high AS low, 1 - low AS high, at_risk, ended
FROM wh.marts.road_survival WHERE {_OF}
ORDER BY period, day
"""  # noqa: S608 - our own words

#: A day beyond the last one under watch has no share, unless nobody was left open by then.
_SHARES = """
WITH asked AS (SELECT unnest($horizons) AS within_days),
over AS (
    SELECT unit, category, period FROM wh.marts.road_survival
    WHERE end_kind = 'any' AND unit = $unit AND category = $category
    GROUP BY ALL HAVING min(survival) <= 1e-12
)
SELECT curve.period, asked.within_days,
    1 - arg_max(curve.survival, curve.day) AS share,
    1 - arg_max(curve.high, curve.day) AS low, 1 - arg_max(curve.low, curve.day) AS high
FROM wh.marts.road_survival AS curve
JOIN wh.marts.road_survival_summary AS told USING (unit, category, period, end_kind)
JOIN asked ON curve.day <= asked.within_days
LEFT JOIN over USING (unit, category, period)
WHERE unit = $unit AND category = $category AND end_kind = $end_kind
    AND (told.last_day >= asked.within_days OR over.period IS NOT NULL)
GROUP BY curve.period, asked.within_days
ORDER BY curve.period = 'all', curve.period, asked.within_days
"""

_TESTS = f"""
SELECT first_period, second_period, chi_square, degrees, p
FROM wh.marts.road_survival_tests WHERE {_OF}
ORDER BY first_period = 'all', first_period
"""  # noqa: S608 - our own words

_WAYS = """
SELECT told.end_kind, told.ended,
    1 - arg_max(curve.survival, curve.day) AS share,
    1 - arg_max(curve.high, curve.day) AS low, 1 - arg_max(curve.low, curve.day) AS high
FROM wh.marts.road_survival_summary AS told
LEFT JOIN wh.marts.road_survival AS curve
    ON curve.unit = told.unit AND curve.category = told.category AND curve.period = told.period
    AND curve.end_kind = told.end_kind AND curve.day <= $within_days
    AND told.last_day >= $within_days
WHERE told.unit = $unit AND told.category = $category AND told.period = $period
    AND list_contains($ways, told.end_kind) AND told.ended > 0
GROUP BY told.end_kind, told.ended
ORDER BY list_position($ways, told.end_kind)
"""

_BASIS = "FROM wh.marts.road_survival_basis ORDER BY source"


def categories(warehouse: Warehouse) -> pd.DataFrame:
    """category, posts, is_enough: "all" first, then the most frequent."""
    return warehouse.frame(_CATEGORIES)


def summaries(warehouse: Warehouse, chosen: Chosen) -> pd.DataFrame:
    """One row per period, oldest first and "all" last: counts, median with interval, naive median.

    ``open``: those that have not ended in any way. A median that was not reached is NULL, and so
    is an end of its interval.
    """
    return warehouse.frame(_SUMMARIES, chosen.bound())


def curves(warehouse: Warehouse, chosen: Chosen) -> pd.DataFrame:
    """period, day, ended_share with low and high (95 %), at_risk, ended; enough posts only."""
    return warehouse.frame(_CURVES, chosen.bound())


def shares(warehouse: Warehouse, chosen: Chosen) -> pd.DataFrame:
    """period, within_days, share, low, high: the share ended within 7, 14, 30, 60 and 90 days."""
    return warehouse.frame(_SHARES, chosen.bound() | {"horizons": list(HORIZONS)})


def tests(warehouse: Warehouse, chosen: Chosen) -> pd.DataFrame:
    """Log-rank tests: neighbouring periods, and all of them (first_period "all")."""
    return warehouse.frame(_TESTS, chosen.bound())


def ways(
    warehouse: Warehouse, chosen: Chosen, *, within_days: int = 90, period: str = ALL
) -> pd.DataFrame:
    """end_kind, ended, share, low, high: how posts end, each way apart; NULL where not watched."""
    bound = {"unit": chosen.unit, "category": chosen.category, "period": period}
    return warehouse.frame(_WAYS, bound | {"ways": list(WAYS), "within_days": within_days})


def basis(warehouse: Warehouse) -> pd.DataFrame:
    """One row per source: what the curves rest on and leave out."""
    return warehouse.frame(_BASIS)


@dataclass(frozen=True)
class Share:
    """A share of posts with its 95 % interval, 0 to 1."""

    within_days: int
    share: float
    low: float
    high: float


def closed_within(
    warehouse: Warehouse, *, days: int = 90, chosen: Chosen | None = None, period: str = ALL
) -> Share | None:
    """The share of posts completed within so many days of their receipt, of the municipality.

    Duplicates, what was another's or out of scope, and vanished posts are ends of other kinds, not
    completions. None where there are too few posts, or none was watched so long.
    """
    bound = (chosen or Chosen()).bound() | {"horizons": [days]}
    found = warehouse.frame(_SHARES, bound)
    rows = found[found["period"] == period]
    if rows.empty:
        return None
    row = rows.iloc[0]
    return Share(days, float(row["share"]), float(row["low"]), float(row["high"]))
