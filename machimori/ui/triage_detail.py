"""One post with all that staff may see: text, photo address, history. Strangers wrote it."""

from __future__ import annotations

from typing import Any

from machimori.store.queries import triage
from machimori.ui import road_words, states
from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.ui.report_marks import age_html, stated, status_html
from machimori.ui.same_hole_left import left
from machimori.ui.staff_frame import minute
from machimori.ui.triage_acts import post_form
from machimori.ui.triage_evidence import same_place
from machimori.ui.triage_history import history_list
from machimori.ui.triage_priority import why
from machimori.ui.triage_round import to_round
from machimori.ui.triage_text import photo, text
from machimori.wording import numbers


def detail(page: Page, report_id: str | None) -> None:
    """Draw the picked post, or say how to pick one."""
    if report_id is None:
        states.notice(page.t("triage.detail"), page.t("triage.pick_one"))
        return
    post = triage.detail(page.warehouse, report_id, now=minute(page.now))
    if post is None:
        states.notice(page.t("triage.detail"), page.t("triage.gone"), tone="caution")
        return
    show(
        tag(
            "section",
            tag("h2", stated(page, post["category"])),
            tag("p", status_html(page, post["status"]), _as_published(page, post)),
            class_="m-panel",
            aria_label=page.t("triage.detail"),
        )
    )
    text(page, post)
    photo(page, post)
    show(tag("dl", *_facts(page, post), class_="m-facts"))
    same_place(page, report_id)
    left(page, report_id)
    post_form(page, post)
    history_list(page, report_id)
    why(page, report_id)
    to_round(page, post)


def _as_published(page: Page, post: dict[str, Any]) -> Html | None:
    """The published word of the state, where it is another one than ours."""
    original = post["status_original"]
    if original is None or original == post["status"]:
        return None
    return tag("span", " ", page.t("triage.as_published", word=original), class_="m-quiet")


def _facts(page: Page, post: dict[str, Any]) -> list[Html]:
    due = post["due_at"]
    facts = (
        ("triage.fact.number", stated(page, post["source_report_id"])),
        ("triage.fact.requested", _moment(page, post["requested_at"])),
        ("triage.fact.age", age_html(page, post["age_days"])),
        ("triage.fact.due", _moment(page, due)),
        ("triage.fact.address", stated(page, post["address"])),
        ("triage.fact.town", stated(page, post["town"])),
        ("triage.fact.position", page.word("precision", post["position_precision"])),
        ("triage.fact.severity", _severity(page, post["severity"])),
        ("triage.fact.owner", road_words.owner(page, post["owner"])),
        ("triage.fact.assignee", stated(page, post["assignee"])),
        ("triage.fact.source", stated(page, post["source"])),
    )
    return [tag("div", tag("dt", page.t(key)), tag("dd", shown)) for key, shown in facts]


def _moment(page: Page, value: Any) -> str:
    if numbers.is_missing(value):
        return page.t("word.not_stated")
    return page.moment(value)


def _severity(page: Page, severity: str | None) -> str:
    """The desk's word for its own codes; what a source says stands as it says it."""
    return page.t("word.not_stated") if severity is None else page.word("severity", severity)
