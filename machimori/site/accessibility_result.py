"""The result of the last check of accessibility, as ``bench accessibility`` wrote it."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machimori.city import REPOSITORY

PATH = REPOSITORY / "docs" / "accessibility.json"
#: Parts that are judged, in the order they are told.
PARTS = ("site", "dashboard")


@dataclass(frozen=True)
class PartResult:
    """Of one part: pages judged, rules passed, broken ones and undecided ones with their places."""

    name: str
    pages: int
    passed: int
    broken: tuple[tuple[str, int], ...]
    undecided: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Result:
    """When, with what and against what it was checked, and what was found."""

    day: str
    tool: str
    levels: tuple[str, ...]
    widths: tuple[int, ...]
    parts: tuple[PartResult, ...]


@functools.lru_cache(maxsize=1)
def result(path: Path = PATH) -> Result | None:
    """The result; None where there is none, or none that can be read."""
    try:
        return _result(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _result(told: dict[str, Any]) -> Result:
    return Result(
        day=str(told["date"]),
        tool=str(told["tool"]),
        levels=tuple(str(one) for one in told["levels"]),
        widths=tuple(int(one) for one in told["widths"]),
        parts=tuple(_part(name, told[name]) for name in PARTS if name in told),
    )


def _part(name: str, told: dict[str, Any]) -> PartResult:
    return PartResult(
        name,
        int(told["pages"]),
        int(told["rules_passed"]),
        tuple((str(one["rule"]), int(one["places"])) for one in told["violations"]),
        tuple((str(rule), int(places)) for rule, places in told["undecided"].items()),
    )
