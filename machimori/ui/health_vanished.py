"""Posts that their source lists no more, and decisions about posts that nobody lists."""

from __future__ import annotations

from machimori.store.queries import road_decisions
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.report_marks import status_html
from machimori.ui.tables import Column, table


def vanished(page: Page) -> None:
    """Both lists; nothing is drawn where there is nothing to tell."""
    posts = road_decisions.vanished_posts(page.warehouse)
    subjects = road_decisions.vanished_subjects(page.warehouse)
    if posts.empty and subjects.empty:
        return
    show(tag("h2", page.t("roads.vanished"), class_="m-h2"))
    show(tag("p", page.t("roads.vanished_note"), class_="m-quiet"))
    if len(posts):
        table(
            page,
            posts,
            [
                Column("source", page.t("roads.vanished_source")),
                Column("why", page.t("roads.vanished_why"), show=lambda code: _why(page, code)),
                Column("posts", page.t("roads.vanished_posts"), align="right"),
                Column("open_posts", page.t("roads.vanished_open"), align="right"),
                Column("last_seen_at", page.t("roads.vanished_seen"), show=page.moment),
            ],
            caption=page.t("roads.vanished"),
            is_caption_spoken=True,
        )
    if len(subjects):
        table(
            page,
            subjects,
            [
                Column("report_id", page.t("roads.vanished_subject")),
                Column(
                    "status",
                    page.t("roads.field.status"),
                    show=lambda status: status_html(page, status),
                ),
                Column("decisions", page.t("roads.vanished_decisions"), align="right"),
                Column("decided_at", page.t("roads.vanished_decided"), show=page.moment),
            ],
            caption=page.t("roads.vanished_subjects"),
        )


def _why(page: Page, code: str) -> str:
    return page.t(f"roads.vanished_why.{code}")
