"""What is wrong with a published file, in words, and what its publisher can do about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from machimori.wording.catalogue import has, text


@dataclass(frozen=True)
class Problem:
    """One finding. ``fix`` is empty where it is somebody's own text."""

    kind: str
    what: str
    fix: str = ""


def problems(errors: str | None, lang: str) -> tuple[Problem, ...]:
    """The findings of ``marts.open_datasets.errors``: JSON, of ours or of another checker."""
    if not isinstance(errors, str) or not errors:
        return ()
    try:
        found = json.loads(errors)
    except ValueError:
        found = [errors]
    return tuple(_problem(one, lang) for one in (found if isinstance(found, list) else [found]))


def _problem(error: Any, lang: str) -> Problem:
    if not isinstance(error, Mapping):
        return Problem("other", str(error))
    kind = str(error.get("kind", "other"))
    key = f"open.problem_{kind}"
    if not has(key, lang):
        return Problem("other", " · ".join(str(value) for value in error.values()))
    told = {
        "column": error.get("column", ""),
        "n": error.get("rows", ""),
        "row": error.get("row", ""),
        "encoding": error.get("encoding", ""),
        "standard": error.get("standard", ""),
        "message": error.get("message", ""),
        "date": error.get("date", ""),
    }
    return Problem(kind, text(key, lang, **told), text(f"open.fix_{kind}", lang))
