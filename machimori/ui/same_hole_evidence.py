"""Why posts may tell of one hole, side by side: place, days, words, masked text, photo link."""

from __future__ import annotations

from typing import Any

import pandas as pd

from machimori.domain.shared_words import shared_words
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES
from machimori.store.queries import road_groups
from machimori.ui.markup import Html, is_address, join, show, tag
from machimori.ui.page import Page
from machimori.ui.report_marks import stated, status_html
from machimori.ui.same_hole_sketch import Spot, sketch
from machimori.ui.tables import records
from machimori.ui.triage_text import masked_rows
from machimori.wording import numbers

_MOST_TEXT = 240
#: Side by side where there is room, below each other on a telephone.
_CARDS = (
    "display:grid;gap:12px;margin:0;padding:0;list-style:none;"
    "grid-template-columns:repeat(auto-fill,minmax(min(100%,230px),1fr))"
)


def evidence(page: Page, posts: pd.DataFrame) -> None:
    """Draw the posts of a group, from the oldest on, each beside the one it was put to."""
    rows = records(masked_rows(page, posts))
    number = {row["report_id"]: at for at, row in enumerate(rows, 1)}
    sketch(
        page,
        [
            Spot(
                number[row["report_id"]],
                row["longitude"],
                row["latitude"],
                row["status"] in OPEN_REPORT_STATUSES,
            )
            for row in rows
            if not numbers.is_missing(row["longitude"])
        ],
    )
    texts = {row["report_id"]: row["description"] for row in rows}
    cards = [_card(page, row, number, texts) for row in rows]
    show(tag("ol", *cards, style=_CARDS, aria_label=page.t("same_hole.evidence")))
    show(tag("p", page.t("masking.note"), class_="m-quiet m-small"))


def _card(page: Page, row: dict[str, Any], number: dict[Any, int], texts: dict[Any, Any]) -> Html:
    words = None if numbers.is_missing(row["description"]) else str(row["description"])
    return tag(
        "li",
        tag(
            "p",
            tag("strong", page.t("same_hole.number", n=number[row["report_id"]])),
            " ",
            stated(page, row["category"]),
            " ",
            status_html(page, row["status"]),
        ),
        tag(
            "p",
            page.moment(row["requested_at"])
            if not numbers.is_missing(row["requested_at"])
            else page.t("word.not_stated"),
            " ",
            tag(
                "span",
                page.t("same_hole.id", id=stated(page, row["source_report_id"])),
                class_="m-quiet",
            ),
        ),
        tag("p", _why(page, row, number, texts)),
        tag("p", (words or page.t("triage.no_text"))[:_MOST_TEXT], class_="m-stranger"),
        _photo(page, row["photo_url"]),
        class_="m-panel",
        style="margin:0",
    )


def _why(page: Page, row: dict[str, Any], number: dict[Any, int], texts: dict[Any, Any]) -> Html:
    """What was found: beside which post, how far, how long after, how alike the words are."""
    nearest = row["nearest_report_id"]
    if numbers.is_missing(nearest) or nearest not in number:
        key = "same_hole.first" if number[row["report_id"]] == 1 else "same_hole.by_staff"
        return tag("span", page.t(key), class_="m-quiet")
    parts = [
        page.t("same_hole.beside", n=number[nearest]),
        page.t("same_hole.metres", n=numbers.number(round(row["distance_m"]), page.lang)),
        page.t("same_hole.days_later", n=numbers.number(round(row["gap_days"]), page.lang)),
        page.t("same_hole.chance", n=numbers.number(_per_cent(row["score"]), page.lang)),
    ]
    common = shared_words(str(texts[row["report_id"]] or ""), str(texts[nearest] or ""))
    said = (
        page.t("same_hole.same_words", words=page.t("same_hole.comma").join(common))
        if common
        else page.t("same_hole.no_same_words")
    )
    return join(page.t("same_hole.comma").join(parts), tag("br"), said)


def _per_cent(score: float) -> int:
    """Never 0 nor 100: nobody was there."""
    return min(99, max(1, round(100 * score)))


def _photo(page: Page, link: Any) -> Html | None:
    """A link, never the picture: nothing is fetched from elsewhere by looking."""
    if numbers.is_missing(link) or not is_address(str(link)):
        return tag("p", page.t("same_hole.no_photo"), class_="m-quiet")
    return tag(
        "p",
        tag(
            "a", page.t("triage.photo"), href=str(link), target="_blank", rel="noopener noreferrer"
        ),
    )


def posts_beside(page: Page, report_id: str) -> tuple[str | None, pd.DataFrame]:
    """A post's group and its posts; without a group the post and those it may belong to."""
    group = road_groups.group_of(page.warehouse, report_id)
    if group is not None:
        return group, road_groups.members(page.warehouse, group)
    near = road_groups.likely(page.warehouse, report_id)
    return None, road_groups.posts(page.warehouse, [report_id, *near] if near else [])
