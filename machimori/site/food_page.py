"""The food page: where to bring surplus food, what is taken, when; and how many live near."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from machimori.site import food_hours
from machimori.site.document import Frame, asset, bands, document
from machimori.site.food_facts import food_figures
from machimori.site.food_reach import reach_html
from machimori.site.front_figures import cards
from machimori.site.open_about import FOLDER as OPEN_DATA
from machimori.site.pager import pager, part_names
from machimori.site.sheet import Sheet
from machimori.site.shelters import route
from machimori.site.status_json import stamp
from machimori.wording import numbers, tokens
from machimori.wording.markup import Html, join, tag
from machimori.wording.opening_words import weekly
from machimori.wording.tokens import Mark

FILE = "food.html"
AREA = "public_site"
#: Boxes per page: the first view stays far below 200 KB.
PER_PAGE = 80
_REMINDERS = ("food.before_1", "food.before_2", "food.before_3", "food.before_4", "food.before_5")
_OPEN = tokens.mark("mark.box_open", "disc", "good")
_CLOSED = tokens.mark("mark.box_closed", "ring", "neutral")
_UNKNOWN = tokens.mark("mark.box_unknown", "question", "neutral")


def pages(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """Name -> content: the list in parts; what is about all of it stands on the first."""
    rows = sheet.facts.food.rows
    names = part_names(FILE, len(rows), PER_PAGE)
    for number, name in enumerate(names):
        part = rows[number * PER_PAGE : (number + 1) * PER_PAGE]
        is_first = number == 0
        content = join(
            tag("p", sheet.t("box.lead")),
            join(_on_this_page(sheet), _before(sheet)) if is_first else None,
            _stale(sheet),
            _list(sheet, part) if part else _nothing(sheet),
            pager(sheet, names, number, sheet.t("food.list_label")),
            join(_figures(sheet), reach_html(sheet), _file(sheet)) if is_first else None,
        )
        yield (
            name,
            document(
                sheet,
                file=name,
                area=AREA,
                title=sheet.t("page.food"),
                content=tag("div", content, class_="figures"),
                after=_script(sheet, [one for one in names if one != name]) if part else None,
                frame=_frame(sheet),
            ),
        )


def changes_with(sheet: Sheet) -> tuple[Hashable, ...]:
    """What of the moment stands on the pages: with a build it is all that changes them."""
    facts = sheet.facts
    soonest = tuple(food_hours.soonest(sheet, one) for one in sheet.facts.food.rows)
    clock = stamp(facts.now) if facts.is_clock_standing else None
    today = food_hours.local_now(sheet).date()
    return (facts.incident, facts.is_sample, clock, today, _is_old(sheet), soonest)


def _frame(sheet: Sheet) -> Frame:
    """The page tells the state of a list, not of the moment; its script judges what is open."""
    told, city = sheet.facts.food, sheet.facts.city
    moment = numbers.fetched(told.fetched_at, city.zone, sheet.lang, now=sheet.facts.now)
    if told.as_of is not None:
        moment = sheet.t("home.as_of", moment=sheet.moment(told.as_of))
    return Frame(
        bands=bands(sheet, AREA, real=sheet.t("nav.indicators")),
        stated=moment,
        foot=tag(
            "footer",
            tag("p", sheet.t("site.contact", contact=city.contact)) if city.contact else None,
            *(tag("p", sheet.t("word.source"), " ", sheet.japanese(one)) for one in told.credits),
        ),
        description=sheet.t("box.lead"),
    )


def _on_this_page(sheet: Sheet) -> Html:
    parts = (("list", "food.list_label"), ("figures", "box.figures"), ("reach", "box.reach"))
    links = (tag("a", sheet.t(key), href=f"#{name}") for name, key in parts)
    return tag("nav", *links, class_="ways-line", aria_label=sheet.t("page.food"))


def _before(sheet: Sheet) -> Html:
    return tag(
        "section",
        tag("h2", sheet.t("food.before")),
        tag("ol", *(tag("li", sheet.t(key)) for key in _REMINDERS)),
        tag("p", sheet.t("food.before_note"), class_="quiet"),
    )


def _stale(sheet: Sheet) -> Html | None:
    """That the list is old: shown from the day on that its cycle is over."""
    told = sheet.facts.food
    if told.stale_at is None and not told.is_behind:
        return None
    moment = sheet.t("word.unknown") if told.as_of is None else sheet.moment(told.as_of)
    return tag(
        "p",
        sheet.t("box.stale", moment=moment),
        id="stale",
        class_="notice caution",
        hidden=not _is_old(sheet),
    )


def _is_old(sheet: Sheet) -> bool:
    told, zone = sheet.facts.food, sheet.facts.city.zone
    ends = None if told.stale_at is None else numbers.local(told.stale_at, zone)
    return told.is_behind or (ends is not None and ends < food_hours.local_now(sheet))


def _nothing(sheet: Sheet) -> Html:
    return tag(
        "div",
        tag("p", tag("strong", sheet.t("food.none")), id="list"),
        tag("p", sheet.t("food.none_next")),
        class_="notice",
    )


def _list(sheet: Sheet, boxes: Sequence[Mapping[str, Any]]) -> Html:
    return join(
        tag("h2", sheet.t("food.list_label"), id="list"),
        _tools(sheet),
        tag(
            "ol",
            *(_item(sheet, one) for one in boxes),
            class_="places",
            aria_label=sheet.t("food.list_label"),
        ),
    )


def _tools(sheet: Sheet) -> Html:
    """Near me, open now, by name; there from the start, so that nothing moves when the script runs.

    Lines for the script: how many are open, what was found out about the position, and that
    nothing is found.
    """
    line = tag("p", class_="quiet", role="status")
    return tag(
        "div",
        tag("button", sheet.t("near.button"), type="button"),
        tag("button", sheet.t("box.only_open"), type="button", aria_pressed="false"),
        tag("label", sheet.t("filter.search"), tag("input", type="search")),
        tag("p", class_="quiet count", role="status"),
        line,
        line,
        class_="tools",
        id="tools",
    )


def _item(sheet: Sheet, box: Mapping[str, Any]) -> Html:
    hours, soonest = weekly(box, sheet.lang), food_hours.nearest(sheet, box)
    kana = box["name_kana"]
    return tag(
        "li",
        tag("div", tag("h3", sheet.name(box)), tag("span", class_="far"), class_="head"),
        tag(
            "p",
            _hidden_mark(sheet),
            tag("strong", hours or sheet.t("food.hours_unknown")),
            class_="state",
        ),
        tag("p", sheet.t("box.nearest_hours", when=soonest)) if soonest else None,
        tag("p", _around(sheet, "food.accepted", "items", box["accepted_items"]))
        if box["accepted_items"]
        else tag("p", sheet.t("food.accepted_unknown")),
        tag("p", _around(sheet, "food.conditions", "text", box["conditions"]))
        if box["conditions"]
        else None,
        tag("p", sheet.t("food.shelf_life", n=int(box["min_shelf_life_days"])))
        if box["min_shelf_life_days"] is not None
        else None,
        tag("p", sheet.japanese(box["address"]), class_="quiet") if box["address"] else None,
        _about(sheet, box),
        data_at=_at(box),
        data_hours=food_hours.for_script(box),
        data_find=kana if isinstance(kana, str) and kana else None,
    )


def _hidden_mark(sheet: Sheet) -> Html:
    """What the script fills in: without it, nothing claims to know what is open now."""
    icon = Html('<svg class="i" aria-hidden="true"><use href="#i-question"></use></svg>')
    return tag("span", icon, tag("span"), class_="mark neutral", hidden=True)


def _about(sheet: Sheet, box: Mapping[str, Any]) -> Html:
    return tag(
        "p",
        tag("span", _around(sheet, "food.operator", "name", box["operator"]))
        if box["operator"]
        else None,
        tag("span", sheet.t("food.phone", number=box["phone"])) if box["phone"] else None,
        tag(
            "span",
            sheet.t("food.precision", precision=sheet.word("precision", box["position_precision"])),
        ),
        route(sheet, box),
        class_="facts",
    )


def _around(sheet: Sheet, key: str, place: str, words: str) -> Html:
    """A sentence with published Japanese words in it, marked as such."""
    before, _, after = sheet.t(key, **{place: "\x00"}).partition("\x00")
    return join(before, sheet.japanese(words), after)


def _at(box: Mapping[str, Any]) -> str | None:
    if box["latitude"] is None:
        return None
    return f"{box['latitude']:.5f},{box['longitude']:.5f}"


def _figures(sheet: Sheet) -> Html:
    """Published figures with their source; where the municipality has none, that it is unknown."""
    facts = sheet.facts
    chosen = food_figures(facts.city, facts.figures)
    own = tuple(one for one in chosen if one.municipality_code == facts.city.code)
    others = tuple(one for one in chosen if one.municipality_code != facts.city.code)
    mine, theirs = cards(sheet, own), cards(sheet, others)
    place = sheet.municipality
    return tag(
        "section",
        tag("h2", sheet.t("box.figures"), id="figures"),
        tag("p", tag("strong", sheet.t("box.own_count", place=place, n=len(facts.food.boxes)))),
        tag("div", *mine, class_="cards") if mine else None,
        tag("p", sheet.t("box.own_unknown", place=place)) if not own else None,
        join(
            tag("p", sheet.t("box.other_places", place=place), class_="quiet"),
            tag("div", *theirs, class_="cards"),
        )
        if theirs
        else None,
    )


def _file(sheet: Sheet) -> Html | None:
    name = next((one for one in sheet.facts.data.names if one.endswith("_food_drive.csv")), None)
    if name is None:
        return None
    link = tag("a", sheet.t("box.file"), href=f"../{OPEN_DATA}/{name}")
    return tag("p", link, class_="ways-line")


def _script(sheet: Sheet, parts: list[str]) -> Html:
    """Words, holidays and rules for the script, as JSON, and the script."""
    told = sheet.facts.food
    data = {
        "offset": sheet.offset_minutes,
        "clock": stamp(sheet.facts.now) if sheet.facts.is_clock_standing else None,
        "holidays": food_hours.holidays(sheet),
        "until": food_hours.known_until(sheet),
        "staleAt": stamp(told.stale_at),
        "parts": [f"./{one}" for one in parts],
        "words": {
            "open": _drawn(sheet, _OPEN, "good"),
            "closed": _drawn(sheet, _CLOSED, "neutral"),
            "unknown": _drawn(sheet, _UNKNOWN, "neutral"),
            "count": f"{sheet.t('mark.box_open')}: {sheet.t('food.count', n='{n}')}",
            "past": sheet.t("box.no_hours_now"),
            "denied": sheet.t("near.denied_alone"),
            "straight": sheet.t("near.straight"),
            "privacy": sheet.t("near.privacy"),
            "none_found": sheet.t("filter.none_found"),
        },
    }
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return join(
        Html(f'<script type="application/json" id="boxes">{written}</script>'),
        tag("script", src=f"../{asset('food')}", defer=True),
    )


def _drawn(sheet: Sheet, mark: Mark, tone: str) -> list[str]:
    return [sheet.t(mark.key), mark.shape, tone]
