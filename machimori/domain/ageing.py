"""How a confirmed status ages: fresh, then stale, then unknown; by role, by the configuration.

Nothing here reads a clock: ``now`` is an argument. Intervals are half-open, so a status is stale
from its ``stale_minutes`` on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

import numpy as np
import pandas as pd

from machimori.domain.vocabulary import Crowding, Opening

#: Clocks differ a little; a confirmation further ahead than this is a wrong date.
CLOCKS_DIFFER = timedelta(minutes=5)


class Freshness(StrEnum):
    """What a statement's age makes of it."""

    FRESH = "fresh"
    STALE = "stale"
    UNKNOWN = "unknown"


class Rule(Protocol):
    """Minutes after which a confirmed status is stale, and then unknown."""

    @property
    def stale_minutes(self) -> int:
        """Stale from this age on."""

    @property
    def unknown_minutes(self) -> int:
        """Unknown from this age on."""


def freshness(confirmed_at: datetime | None, now: datetime, rule: Rule) -> Freshness:
    """Freshness of one confirmation; never confirmed, or in the future, is unknown.

    Args:
        confirmed_at: aware, or naive UTC as the tables hold it.
        now: aware.
        rule: of the facility's role.
    """
    if confirmed_at is None or pd.isna(confirmed_at):
        return Freshness.UNKNOWN
    if confirmed_at.tzinfo is None:
        confirmed_at = confirmed_at.replace(tzinfo=UTC)
    age = now - confirmed_at
    if age < -CLOCKS_DIFFER or age >= timedelta(minutes=rule.unknown_minutes):
        return Freshness.UNKNOWN
    if age >= timedelta(minutes=rule.stale_minutes):
        return Freshness.STALE
    return Freshness.FRESH


def age_minutes(confirmed_at: pd.Series, now: datetime) -> pd.Series:
    """Minutes since each confirmation (naive UTC), NaN where there was none."""
    moment = pd.Timestamp(now).tz_convert("UTC").tz_localize(None)
    age: pd.Series = (moment - confirmed_at).dt.total_seconds() / 60
    return age


def freshnesses(
    confirmed_at: pd.Series, now: datetime, roles: pd.Series, rule_of: Callable[[str], Rule]
) -> pd.Series:
    """``freshness`` of a column, each row by its role's rule (``City.age_rule``)."""
    rules = {role: rule_of(role) for role in roles.dropna().unique()}
    nameless = rule_of("default")
    stale = roles.map(lambda role: rules.get(role, nameless).stale_minutes).astype(float)
    unknown = roles.map(lambda role: rules.get(role, nameless).unknown_minutes).astype(float)
    age = age_minutes(confirmed_at, now)
    held = (age >= -CLOCKS_DIFFER / timedelta(minutes=1)) & (age < unknown)
    named = np.where(held, np.where(age >= stale, "stale", "fresh"), "unknown")
    return pd.Series(named, confirmed_at.index, dtype=object)


def present(statuses: pd.DataFrame, now: datetime, rule_of: Callable[[str], Rule]) -> pd.DataFrame:
    """Add what may be shown of each status now.

    Args:
        statuses: rows of the fold with ``role``; a place nobody spoke of has NULL fields.
        now: aware.
        rule_of: role to rule (``City.age_rule``).

    Returns:
        A copy with ``freshness`` (of the row), ``age_minutes``, ``opening_shown`` and
        ``crowding_shown``: the word in force, 不明 where it was never said or is too old. Each
        ages by its own confirmation.
    """
    shown = statuses.copy()
    shown["age_minutes"] = age_minutes(statuses["confirmed_at"], now)
    shown["freshness"] = freshnesses(statuses["confirmed_at"], now, statuses["role"], rule_of)
    for field, unknown in (("opening", Opening.UNKNOWN), ("crowding", Crowding.UNKNOWN)):
        fresh = freshnesses(statuses[f"{field}_confirmed_at"], now, statuses["role"], rule_of)
        holds = statuses[field].notna() & (fresh != Freshness.UNKNOWN)
        shown[f"{field}_shown"] = statuses[field].where(holds, str(unknown))
    return shown
