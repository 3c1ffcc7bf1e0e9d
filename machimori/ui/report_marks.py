"""How the states and ages of road reports look: word, shape and colour."""

from __future__ import annotations

from machimori.domain.vocabulary import ReportStatus
from machimori.ui.markup import Html, icon, tag
from machimori.ui.page import Page
from machimori.wording import numbers
from machimori.wording.tokens import Mark, mark

#: Every state has a shape of its own: on the map the colour tells the age.
_STATUS = {
    ReportStatus.RECEIVED: ("ring", "alarm"),
    ReportStatus.IN_PROGRESS: ("half", "caution"),
    ReportStatus.WATCHING: ("dots", "caution"),
    ReportStatus.REOPENED: ("diamond", "alarm"),
    ReportStatus.DONE: ("disc", "good"),
    ReportStatus.OUT_OF_SCOPE: ("square", "neutral"),
    ReportStatus.REFERRED: ("triangle", "neutral"),
    ReportStatus.DUPLICATE: ("three_quarter", "neutral"),
}
#: Age buckets of ``triage.AGE_BUCKETS`` on the map and in the bars: the older, the darker.
AGE_COLOURS = {
    "0-7": "#9DB7F9",
    "7-30": "#7393F5",
    "30-90": "#4979F5",
    "90-180": "#264AF4",
    "180-365": "#0017C1",
    "365-": "#00085C",
    "not_stated": "#7B8089",
}


def status_mark(status: str | None) -> Mark:
    """The mark of a report's state; none stated is a question mark."""
    if status is None or numbers.is_missing(status):
        return mark("word.not_stated", "question", "neutral")
    shape, tone = _STATUS[ReportStatus(status)]
    return mark(f"status.{status}", shape, tone)


def status_html(page: Page, status: str | None) -> Html:
    """State of a report in a line of a table."""
    found = status_mark(status)
    return tag(
        "span",
        icon(found, size=16),
        tag("span", page.t(found.key)),
        class_="m-state m-compact",
        style=f"color:{found.colour};background:{found.ground}",
    )


def age_html(page: Page, days: float | None) -> Html:
    """Age in full days; a post without a date has none."""
    if days is None or numbers.is_missing(days):
        return tag("span", page.t("word.not_stated"), class_="m-quiet")
    return tag("span", page.t("triage.days", n=numbers.number(int(days), page.lang)))


def stated(page: Page, value: str | None) -> str:
    """A published word, or 記載なし."""
    return page.t("word.not_stated") if value is None or numbers.is_missing(value) else str(value)
