"""In a post's detail: which other posts may tell of the same place, and where to decide that."""

from __future__ import annotations

from typing import Any

from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.ui.report_marks import stated, status_html
from machimori.ui.same_hole_evidence import posts_beside
from machimori.ui.tables import records
from machimori.wording import numbers

_MOST = 6


def same_place(page: Page, report_id: str) -> None:
    """Draw 同じ場所? of one post: its group, or posts it may belong to; else that there is none."""
    group, posts = posts_beside(page, report_id)
    others = [row for row in records(posts) if row["report_id"] != report_id]
    head = tag("h3", page.t("same_hole.same_place"))
    if not others:
        show(tag("section", head, tag("p", page.t("same_hole.nothing_near"), class_="m-quiet")))
        return
    key = "same_hole.in_group" if group else "same_hole.perhaps"
    more = len(others) - _MOST
    link = tag("a", page.t("same_hole.to_page"), href=f"./same_hole?group={group}", target="_self")
    show(
        tag(
            "section",
            head,
            tag("p", page.t(key, n=numbers.number(len(others), page.lang))),
            tag("ul", *(_line(page, row, report_id) for row in others[:_MOST])),
            tag("p", page.t("same_hole.more", n=numbers.number(more, page.lang)))
            if more > 0
            else None,
            tag("p", link) if group else None,
        )
    )


def _line(page: Page, row: dict[str, Any], report_id: str) -> Html:
    """One other post: when, state, and how far where the two were compared."""
    requested = row["requested_at"]
    compared = row["nearest_report_id"] == report_id
    far = (
        page.t("same_hole.metres", n=numbers.number(round(row["distance_m"]), page.lang))
        if compared
        else None
    )
    return tag(
        "li",
        page.t("word.not_stated") if numbers.is_missing(requested) else page.moment(requested),
        " ",
        status_html(page, row["status"]),
        " ",
        stated(page, row["category"]),
        " ",
        far,
    )
