"""How many live within a walk, in words: the share, the formula and what it does not know."""

from __future__ import annotations

from datetime import date

from machimori.wording import numbers
from machimori.wording.catalogue import text


def percent(share: float | None, lang: str) -> str:
    """``89%``; a dash where nobody is counted."""
    return "–" if share is None else f"{numbers.number(share, lang, digits=0)}%"


def further_than(metres: float | None, limit_m: float, lang: str) -> str:
    """A distance, or that it is beyond the longest walk that is measured."""
    if metres is None:
        return text("box.further", lang, distance=numbers.distance(limit_m, lang))
    return numbers.distance(metres, lang)


def formula(
    lang: str,
    *,
    as_of: date | None,
    people: int,
    blocks: int,
    straight: int,
    withheld: int,
    unknown: int,
    rough: int,
) -> list[str]:
    """How it is worked out, and its limits; the counts are those of ``food_coverage``."""
    day = text("word.as_of_unknown", lang) if as_of is None else numbers.day(as_of, lang)
    counted = numbers.number(people, lang)
    lines = [text("box.formula", lang, date=day, blocks=f"{blocks:,}", people=counted)]
    if straight < blocks:
        lines.append(text("box.by_network", lang))
    if straight:
        lines.append(text("box.by_straight", lang, blocks=f"{straight:,}"))
    limits = text("box.limits", lang, withheld=withheld, unknown=unknown, rough=rough)
    return [*lines, limits]
