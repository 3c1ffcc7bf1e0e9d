"""The picked group: its posts with the evidence, and what to do with it."""

from __future__ import annotations

from machimori.store.queries import road_groups
from machimori.ui import states
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.same_hole_evidence import evidence
from machimori.ui.same_hole_form import group_form
from machimori.wording import numbers


def group(page: Page, group_id: str | None) -> None:
    """Draw the group of the address, or say how to pick one."""
    if group_id is None:
        states.notice(page.t("same_hole.group"), page.t("same_hole.pick_one"))
        return
    posts = road_groups.members(page.warehouse, group_id)
    if posts.empty:
        states.notice(page.t("same_hole.group"), page.t("same_hole.gone"), tone="caution")
        return
    count = numbers.number(len(posts), page.lang)
    show(tag("h2", page.t("same_hole.group_of", n=count)))
    evidence(page, posts)
    group_form(page, group_id, posts)
