"""Owners of roads and severities in the municipality's own words."""

from __future__ import annotations

from typing import Any

from machimori.domain.road_priority import LEVELS
from machimori.domain.vocabulary import RoadOwner
from machimori.ui.markup import Html, tag
from machimori.ui.page import Page
from machimori.wording import numbers


def owner(page: Page, code: Any) -> str:
    """Whose road: 都道, where the configuration says so; else the word for the owner."""
    if numbers.is_missing(code):
        return page.word("owner", RoadOwner.UNKNOWN)
    own = page.city.road_owners.words.get(RoadOwner(str(code)))
    return own if own is not None and page.lang != "en" else page.word("owner", str(code))


def is_unsure(page: Page, confidence: Any) -> bool:
    """Whether a computed owner is said with a question mark."""
    if numbers.is_missing(confidence):
        return False
    return float(confidence) < page.city.road_owners.sure_from


def owner_html(page: Page, code: Any, confidence: Any) -> Html | None:
    """``都道?`` beside a post; nothing where it lies on a road of our own, for sure."""
    unsure = is_unsure(page, confidence)
    if not numbers.is_missing(code) and code in page.city.road_owners.ours and not unsure:
        return None
    words = owner(page, code)
    if numbers.is_missing(code) or code == RoadOwner.UNKNOWN:
        words = page.t("owners.unknown")
    elif unsure:
        words = page.t("owners.unsure", owner=words)
    return tag("span", words, class_="m-tag")


def severity(page: Page, level: Any) -> str:
    """The word of a level from 1 to 4."""
    return page.t(f"priority.level.{LEVELS[int(level) - 1]}")
