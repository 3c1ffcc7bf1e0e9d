"""How a confirmed status ages: fresh, then stale, then unknown; by role, by the configuration.

Nothing here reads a clock: ``now`` is an argument. Intervals are half-open, so a status is stale
from its ``stale_minutes`` on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt
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


@dataclass(frozen=True)
class Limits:
    """Per row the age in minutes from which it is stale, and then unknown."""

    stale: npt.NDArray[np.float64]
    unknown: npt.NDArray[np.float64]


def limits_of(roles: pd.Series, rule_of: Callable[[str], Rule]) -> Limits:
    """The limits of each row by its role's rule (``City.age_rule``); the default without one."""
    rules = {role: rule_of(role) for role in roles.dropna().unique()}
    nameless = rule_of("default")
    of_each = [rules.get(role, nameless) for role in roles.tolist()]
    return Limits(
        np.array([rule.stale_minutes for rule in of_each], dtype=np.float64),
        np.array([rule.unknown_minutes for rule in of_each], dtype=np.float64),
    )


def freshnesses(confirmed_at: pd.Series, now: datetime, limits: Limits) -> pd.Series:
    """``freshness`` of a column, each row by its limits."""
    age = age_minutes(confirmed_at, now).to_numpy()
    held = (age >= -CLOCKS_DIFFER / timedelta(minutes=1)) & (age < limits.unknown)
    named = np.where(held, np.where(age >= limits.stale, "stale", "fresh"), "unknown")
    return pd.Series(named.astype(object), confirmed_at.index)


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
    limits = limits_of(statuses["role"], rule_of)
    shown["age_minutes"] = age_minutes(statuses["confirmed_at"], now)
    shown["freshness"] = freshnesses(statuses["confirmed_at"], now, limits)
    for field, unknown in (("opening", Opening.UNKNOWN), ("crowding", Crowding.UNKNOWN)):
        fresh = freshnesses(statuses[f"{field}_confirmed_at"], now, limits)
        holds = statuses[field].notna() & (fresh != Freshness.UNKNOWN)
        shown[f"{field}_shown"] = statuses[field].where(holds, str(unknown))
    return shown
