"""One place of refuge as a list item and as a mark: state, age, free space, where else to go."""

from __future__ import annotations

from typing import Any

import pandas as pd

from machimori.domain.ageing import Freshness
from machimori.domain.vocabulary import Accessibility, Crowding, Hazard
from machimori.store.queries.facilities import OPEN
from machimori.ui.maps import Marker
from machimori.ui.markup import Html, safe, tag
from machimori.ui.page import Page
from machimori.ui.panels import state_html
from machimori.ui.tables import records
from machimori.wording import numbers, tokens
from machimori.wording.languages import reads_kanji
from machimori.wording.markup import ruby
from machimori.wording.tokens import Mark

#: Hazards a card speaks of; the rest stand in the filter and in the download.
SHOWN_HAZARDS = (Hazard.FLOOD, Hazard.EARTHQUAKE, Hazard.TSUNAMI)
_SIGNS = {True: "○", False: "×", None: "–"}


def name(page: Page, place: dict[str, Any]) -> str:
    """The place's name as the reader can read it: in English where he reads no kanji."""
    english = place.get("name_en")
    if not reads_kanji(page.lang) and isinstance(english, str) and english:
        return english
    return str(place["name"])


def name_html(page: Page, place: dict[str, Any]) -> Html:
    """The name, with its reading above it for やさしい日本語 (from name_kana alone)."""
    kana = place.get("name_kana")
    if page.lang == "easy" and isinstance(kana, str) and kana:
        return ruby(str(place["name"]), kana)
    return safe(name(page, place))


def mark_of(place: dict[str, Any]) -> Mark:
    """Word, shape and colour of the place now."""
    return tokens.state_mark(
        place["opening_shown"],
        place["crowding_shown"],
        is_stale=place["freshness"] == Freshness.STALE,
    )


def designated_mark() -> Mark:
    """The mark of a place in peacetime: designated, no state."""
    return tokens.mark("mark.place", "diamond", "brand")


def marker(page: Page, place: dict[str, Any], mark: Mark, *, selected: str | None) -> Marker:
    """The place on the map."""
    return Marker(
        key=place["facility_id"],
        latitude=float(place["latitude"]),
        longitude=float(place["longitude"]),
        title=name(page, place),
        mark=mark,
        lines=(page.word("role", place["role"]), *_short_lines(page, place)),
        is_selected=place["facility_id"] == selected,
        is_exact=place["position_precision"] == "surveyed",
    )


def _short_lines(page: Page, place: dict[str, Any]) -> tuple[str, ...]:
    if "opening_shown" not in place:
        return ()
    lines = [_confirmed(page, place)]
    free = _free(page, place)
    return tuple([free, *lines] if free else lines)


def items(page: Page, places: pd.DataFrame, *, refuges: dict[str, str]) -> Html:
    """The list; ``refuges`` has the names of the places a full one points to."""
    rows = [_item(page, place, refuges) for place in records(places)]
    return tag("ol", *rows, class_="m-places", aria_label=page.t("shelters.list_label"))


def _item(page: Page, place: dict[str, Any], refuges: dict[str, str]) -> Html:
    key = place["facility_id"]
    has_state = "opening_shown" in place
    shown = name_html(page, place)
    return tag(
        "li",
        tag(
            "div",
            tag("button", shown, type="button", data_pick=key, class_="m-place-name"),
            tag("span", page.word("role", place["role"]), class_="m-chip"),
            tag("span", page.t("shelters.temporary"), class_="m-chip")
            if place["is_temporary"]
            else None,
            _distance(page, place),
            class_="m-place-head",
        ),
        tag(
            "p",
            state_html(page, mark_of(place)),
            " ",
            tag("strong", _free(page, place)) if _free(page, place) else None,
            " ",
            tag("span", _confirmed(page, place), class_="m-quiet"),
        )
        if has_state
        else None,
        _refuge(page, place, refuges) if has_state else None,
        tag("p", place["address"], class_="m-quiet") if isinstance(place["address"], str) else None,
        tag(
            "p",
            tag("span", _capacity(page, place), class_="m-fact"),
            *_hazards(page, place),
            *(
                tag("span", page.word("a11y", kind), class_="m-fact")
                for kind in Accessibility
                if place[f"a11y_{kind}"] is True
            ),
            _route(page, place),
            class_="m-facts",
        ),
        data_item=key,
        class_="m-place-item",
    )


def _distance(page: Page, place: dict[str, Any]) -> Html | None:
    metres = place.get("distance_m")
    if metres is None or numbers.is_missing(metres):
        return None
    return tag("span", numbers.distance(metres, page.lang), class_="m-distance")


def _confirmed(page: Page, place: dict[str, Any]) -> str:
    moment = place["confirmed_at"]
    if numbers.is_missing(moment):
        return page.t("shelters.never")
    is_old = place["freshness"] == Freshness.UNKNOWN
    return page.t(
        "shelters.confirmed_old" if is_old else "shelters.confirmed",
        clock=page.clock(moment),
        age=numbers.age(place["age_minutes"], page.lang),
    )


def _free(page: Page, place: dict[str, Any]) -> str:
    if "free" not in place or numbers.is_missing(place["free"]):
        return ""
    free = int(place["free"])
    if place["crowding_shown"] in (Crowding.FULL, Crowding.UNKNOWN) or free < numbers.LEAST_ROOM:
        return ""
    return page.t("shelters.free", n=numbers.number(numbers.room_told(free), page.lang))


def _refuge(page: Page, place: dict[str, Any], refuges: dict[str, str]) -> Html | None:
    if place["crowding_shown"] not in (Crowding.FULL, Crowding.CROWDED):
        return None
    if place["opening_shown"] not in OPEN:
        return None
    other = refuges.get(place["refuge_id"]) if isinstance(place["refuge_id"], str) else None
    sentence = (
        page.t(
            "shelters.full_refuge",
            name=other,
            distance=numbers.distance(place["refuge_m"], page.lang),
        )
        if other
        else page.t("shelters.full_no_refuge")
    )
    return tag("p", sentence, class_="m-warning")


def _capacity(page: Page, place: dict[str, Any]) -> str:
    if numbers.is_missing(place["capacity"]):
        return page.t("shelters.capacity_unknown")
    return page.t("shelters.capacity", n=numbers.number(place["capacity"], page.lang))


def _hazards(page: Page, place: dict[str, Any]) -> list[Html]:
    """Signs of the shown hazards, or none where nothing is stated of any."""
    if all(numbers.is_missing(place[f"hazard_{hazard}"]) for hazard in SHOWN_HAZARDS):
        return []
    return [_hazard(page, hazard, place) for hazard in SHOWN_HAZARDS]


def _hazard(page: Page, hazard: Hazard, place: dict[str, Any]) -> Html:
    usable = place[f"hazard_{hazard}"]
    usable = None if numbers.is_missing(usable) else bool(usable)
    word = {True: "yes", False: "no", None: "unknown"}[usable]
    spoken = f"{page.word('hazard', hazard)} {page.t(f'shelters.hazard_{word}')}"
    return tag(
        "span",
        tag("span", f"{page.word('hazard', hazard)} {_SIGNS[usable]}", aria_hidden="true"),
        tag("span", spoken, class_="m-spoken"),
        class_="m-fact",
    )


def _route(page: Page, place: dict[str, Any]) -> Html:
    if numbers.is_missing(place["latitude"]):
        return safe(tag("span", page.t("shelters.no_position"), class_="m-quiet"))
    point = f"{place['latitude']:.6f},{place['longitude']:.6f}"
    return tag(
        "a",
        f"{page.t('shelters.route')} →",
        href=f"https://www.google.com/maps/dir/?api=1&travelmode=walking&destination={point}",
        target="_blank",
        rel="noreferrer noopener",
        aria_label=page.t("shelters.route_label", name=name(page, place)),
    )
