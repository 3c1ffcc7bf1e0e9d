"""One food-drive point as a list item and as a mark: open now or when next, what is accepted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from machimori.domain.opening_hours import WEEKDAYS, Hours, hours_at
from machimori.domain.working_time import is_public_holiday
from machimori.ui.maps import Marker
from machimori.ui.markup import Html, icon, join, tag
from machimori.ui.page import Page
from machimori.ui.tables import records
from machimori.wording import numbers, tokens
from machimori.wording.languages import reads_kanji
from machimori.wording.opening_words import as_time, weekly
from machimori.wording.tokens import Mark

_MARKS = {
    True: tokens.mark("mark.box_open", "disc", "good"),
    False: tokens.mark("mark.box_closed", "ring", "neutral"),
    None: tokens.mark("mark.box_unknown", "question", "neutral"),
}


def hours_of(page: Page, point: dict[str, Any]) -> Hours:
    """Open now, or when next."""
    days = point["open_days"] if isinstance(point["open_days"], str) else None
    return hours_at(
        numbers.local(page.now, page.zone),
        days,
        as_time(point["opens_at"]),
        as_time(point["closes_at"]),
        is_public_holiday,
    )


def with_hours(page: Page, points: pd.DataFrame) -> pd.DataFrame:
    """Points with their ``hours`` at the page's now."""
    points = points.copy()
    points["hours"] = pd.Series(
        [hours_of(page, point) for point in records(points)], index=points.index, dtype=object
    )
    return points


def mark_of(point: dict[str, Any]) -> Mark:
    """Open, closed or unknown, in word, shape and colour."""
    return _MARKS[point["hours"].is_open]


def name(page: Page, point: dict[str, Any]) -> str:
    """The point's name in the page's language, where it has one."""
    english = point.get("name_en")
    wants_english = not reads_kanji(page.lang) and isinstance(english, str)
    return str(english) if wants_english else str(point["name"])


def open_sentence(page: Page, hours: Hours) -> str:
    """いま開いている（17:00 まで）, or when next."""
    if hours.is_open is None:
        return page.t("food.hours_unknown")
    if hours.is_open and hours.closes_at:
        return page.t("food.is_open", time=f"{hours.closes_at:%H:%M}")
    if hours.next_open is None:
        return page.t("food.next_unknown")
    when = f"{hours.next_open.hour}:{hours.next_open:%M}"
    if hours.next_open.date() == numbers.local(page.now, page.zone).date():
        return page.t("food.next_today", time=when)
    return page.t("food.next_open", weekday=_next_day(page, hours.next_open), time=when)


def _next_day(page: Page, moment: datetime) -> str:
    weekday = page.t(f"day.{WEEKDAYS[moment.weekday()]}")
    ahead = (moment.date() - numbers.local(page.now, page.zone).date()).days
    if ahead < len(WEEKDAYS):
        return weekday
    return numbers.moment(moment, page.zone, page.lang, now=page.now)[: -len("00:00")]


def marker(page: Page, point: dict[str, Any], *, selected: str | None) -> Marker:
    """The point on the map."""
    return Marker(
        key=point["point_id"],
        latitude=float(point["latitude"]),
        longitude=float(point["longitude"]),
        title=name(page, point),
        mark=mark_of(point),
        lines=tuple(
            line
            for line in (
                open_sentence(page, point["hours"]),
                weekly(point, page.lang),
                point["address"] if isinstance(point["address"], str) else "",
            )
            if line
        ),
        is_selected=point["point_id"] == selected,
        is_exact=point["position_precision"] == "surveyed",
    )


def items(page: Page, points: pd.DataFrame) -> Html:
    """The list of points."""
    return tag(
        "ol",
        *(_item(page, point) for point in records(points)),
        class_="m-places",
        aria_label=page.t("food.list_label"),
    )


def _item(page: Page, point: dict[str, Any]) -> Html:
    mark = mark_of(point)
    hours = weekly(point, page.lang)
    metres = point["distance_m"]
    return tag(
        "li",
        tag(
            "div",
            tag(
                "button",
                name(page, point),
                type="button",
                data_pick=point["point_id"],
                class_="m-place-name",
            ),
            None
            if numbers.is_missing(metres)
            else tag("span", numbers.distance(metres, page.lang), class_="m-distance"),
            class_="m-place-head",
        ),
        tag(
            "p",
            tag(
                "span",
                icon(mark),
                tag("span", open_sentence(page, point["hours"])),
                class_="m-state",
                style=f"color:{mark.colour};background:{mark.ground}",
            ),
            " ",
            tag("span", hours, class_="m-quiet m-nowrap") if hours else None,
        ),
        _accepted(page, point),
        tag(
            "p",
            *(join(tag("span", part, class_="m-nowrap"), " ") for part in _where(page, point)),
            class_="m-quiet",
        ),
        data_item=point["point_id"],
        class_="m-place-item",
    )


def _accepted(page: Page, point: dict[str, Any]) -> Html:
    items = point["accepted_items"]
    lines = [
        page.t("food.accepted", items=items)
        if isinstance(items, str)
        else page.t("food.accepted_unknown")
    ]
    if isinstance(point["conditions"], str):
        lines.append(page.t("food.conditions", text=point["conditions"]))
    if not numbers.is_missing(point["min_shelf_life_days"]):
        lines.append(page.t("food.shelf_life", n=int(point["min_shelf_life_days"])))
    return tag("p", *(tag("span", line, class_="m-line") for line in lines))


def _where(page: Page, point: dict[str, Any]) -> list[str]:
    found = [point["address"]] if isinstance(point["address"], str) else []
    if isinstance(point["operator"], str):
        found.append(page.t("food.operator", name=point["operator"]))
    if isinstance(point["phone"], str):
        found.append(page.t("food.phone", number=point["phone"]))
    precision = page.word("precision", point["position_precision"])
    found.append(page.t("food.precision", precision=precision))
    return found
