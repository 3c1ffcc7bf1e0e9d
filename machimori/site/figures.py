"""What the pages of indicators say: read once per build, so that an event costs nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from machimori.city import City
from machimori.domain.published_values import Indicator
from machimori.store.kept import Kept
from machimori.store.queries import indicators
from machimori.store.warehouse import Warehouse
from machimori.wording.catalogue import has, text

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
#: An id as a folder's name; another is published under its digest.
_PLAIN_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")


@dataclass(frozen=True, eq=False)
class Figures:
    """The published figures of one build. Kept: the same build gives the same object."""

    city: City
    built_at: datetime  # aware, UTC
    indicators: tuple[Indicator, ...]
    front: tuple[Indicator, ...]
    corrections: tuple[Mapping[str, Any], ...]  # newest first

    @cached_property
    def themes(self) -> dict[str, list[Indicator]]:
        """Theme -> its indicators, the own municipality's first; the fullest theme first."""
        found: dict[str, list[Indicator]] = {}
        for one in self.indicators:
            found.setdefault(one.theme, []).append(one)
        for mine in found.values():
            mine.sort(key=self._own_first)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))

    def _own_first(self, one: Indicator) -> tuple[bool, str, str]:
        return (one.municipality_code != self.city.code, one.municipality, one.indicator_id)

    @property
    def values(self) -> int:
        """How many published values there are."""
        return sum(len(one.published) for one in self.indicators)


_KEPT: Kept[tuple[City, Figures]] = Kept(3)


def figures(city: City, warehouse: Warehouse) -> Figures:
    """The figures of a build."""
    rest = (city.folder, city.indicators.front, city.languages, city.contact)
    key = (warehouse.signature[:3], *rest)  # a decision about a post is no new build
    made = _KEPT.get(key, lambda: (city, _read(city, warehouse)))
    return made[1]


def _read(city: City, warehouse: Warehouse) -> Figures:
    return Figures(
        city,
        warehouse.build.built_at,
        indicators.all_of(warehouse),
        indicators.front(warehouse, chosen=city.indicators.front, code=city.code),
        tuple(
            {str(name): value for name, value in one.items()}
            for one in indicators.corrections(warehouse).to_dict("records")
        ),
    )


def theme_slug(theme: str) -> str:
    """A theme's name in an address: its English word, else a digest of the published one."""
    key = f"theme.{theme}"
    plain = _NOT_PLAIN.sub("-", text(key, "en").lower()).strip("-") if has(key, "en") else ""
    return plain or _digest(theme)


def folder_of(indicator_id: str) -> str:
    """The folder of an indicator's page; a stranger's id leads nowhere else."""
    is_plain = _PLAIN_ID.fullmatch(indicator_id) and ".." not in indicator_id
    return indicator_id if is_plain else _digest(indicator_id)


def _digest(words: str) -> str:
    return f"x{hashlib.sha256(words.encode()).hexdigest()[:12]}"
