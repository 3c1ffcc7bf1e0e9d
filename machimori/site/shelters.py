"""The page of shelters: what is open, how full, how sure, where else to go; a list, always."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from machimori.domain.ageing import Freshness
from machimori.domain.vocabulary import Accessibility, Crowding, Hazard, Role
from machimori.site import alerts
from machimori.site.document import document
from machimori.site.pager import pager, part_names
from machimori.site.reading import reading
from machimori.site.sheet import Sheet
from machimori.site.status_json import stamp
from machimori.store.queries.facilities import OPEN, RoleTotal
from machimori.wording import numbers, tokens
from machimori.wording.markup import Html, join, tag
from machimori.wording.tokens import Mark

#: Places per page: with all its files the first view stays far below 200 KB.
PER_PAGE = 50
FILE = "shelters.html"
_HAZARDS = (Hazard.FLOOD, Hazard.EARTHQUAKE, Hazard.TSUNAMI)
_SIGNS = {True: "○", False: "×", None: "–"}


def pages(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """Name -> content: the page of reported places, and of all designated ones."""
    named = sheet.facts.places.sort_values(["name", "facility_id"], kind="stable")
    in_peace = sheet.facts.incident is None
    listed = named.iloc[:PER_PAGE] if in_peace else sheet.facts.reported
    yield from _parts(sheet, FILE, sheet.t("page.shelters"), state_now(sheet), listed)
    note = tag("p", sheet.t("shelters.role_note"))
    yield from _parts(sheet, "places.html", sheet.t("site.all_places"), note, named)


def _parts(
    sheet: Sheet, file: str, title: str, first: Html | None, places: pd.DataFrame
) -> Iterator[tuple[str, bytes]]:
    names = part_names(file, len(places), PER_PAGE)
    has_state = file == FILE and sheet.facts.incident is not None
    for number, name in enumerate(names):
        part = places.iloc[number * PER_PAGE : (number + 1) * PER_PAGE]
        content = tag(
            "div",
            first if number == 0 else None,
            _list(sheet, part, has_state=has_state) if len(part) else None,
            pager(sheet, names, number, sheet.t("shelters.list_label")),
            id="live",
            data_layout=sheet.layout,
        )
        other = None
        if file == FILE:
            other = tag("p", tag("a", sheet.t("site.all_places"), href="./places.html"))
        yield (
            name,
            document(
                sheet,
                file=name,
                area="shelters",
                title=title,
                content=join(_tools(sheet, part) if len(part) else None, content),
                after=join(other, reading(sheet)),
            ),
        )


def _tools(sheet: Sheet, places: pd.DataFrame) -> Html:
    """Near me, by name, by kind; there from the start, so that the script moves nothing."""
    kinds = [role for role in Role if (places["role"] == role).any()]
    return tag(
        "div",
        tag("button", sheet.t("near.button"), type="button"),
        tag("label", sheet.t("shelters.search"), tag("input", type="search")),
        *(_kind(sheet, role) for role in kinds if len(kinds) > 1),
        tag("p", class_="quiet", role="status"),
        class_="tools",
        id="tools",
    )


def _kind(sheet: Sheet, role: Role) -> Html:
    """Pressed, the list shows that kind of place alone."""
    word = sheet.word("role", role)
    return tag("button", word, type="button", aria_pressed="false", data_only=role)


def state_now(sheet: Sheet) -> Html:
    """Orders and messages, and the state in a sentence: in peacetime that it is peacetime."""
    facts = sheet.facts
    above = alerts.summary(sheet)
    if not len(facts.places):
        return join(above, _notice(sheet.t("shelters.none"), sheet.t("shelters.none_next")))
    if facts.incident is None:
        return join(above, _notice(sheet.t("shelters.peacetime"), sheet.t("site.peacetime_text")))
    totals = facts.totals
    if not totals:
        return join(
            above,
            _notice(
                sheet.t("shelters.none_open", name=facts.incident.name),
                sheet.t("site.none_open_next"),
            ),
        )
    return join(
        above,
        tag(
            "ul",
            *(
                tag(
                    "li",
                    tag(
                        "strong",
                        sheet.t(
                            "site.role_total",
                            role=sheet.word("role", one.role),
                            n=numbers.number(one.open, sheet.lang),
                        ),
                    ),
                    " ",
                    tag("span", _room(sheet, one)),
                    data_total=one.role,
                )
                for one in totals
            ),
            class_="totals",
        ),
        tag("p", sheet.t("shelters.role_note")),
    )


def _room(sheet: Sheet, total: RoleTotal) -> str:
    """How many still fit, and how many places that leaves out."""
    if total.role == Role.SUPPORT_STATION:
        return ""
    if total.free is None:
        return sheet.t("overview.free_all_unknown")
    left_out = sheet.t("overview.free_unknown", n=total.free_unknown) if total.free_unknown else ""
    if not total.free:
        return sheet.t("overview.free_none") + left_out
    told = numbers.number(numbers.room_told(total.free), sheet.lang)
    return sheet.t("overview.free_left", n=told) + left_out


def _notice(heading: str, sentence: str) -> Html:
    return tag("div", tag("p", tag("strong", heading)), tag("p", sentence), class_="notice")


def _list(sheet: Sheet, places: pd.DataFrame, *, has_state: bool) -> Html:
    items = (item(sheet, record, has_state) for record in places.to_dict("records"))
    return tag("ol", *items, class_="places", aria_label=sheet.t("shelters.list_label"))


def item(sheet: Sheet, place: Mapping[Any, Any], has_state: bool, *, level: str = "h2") -> Html:
    """One place in the list; ``level`` is the element of its heading."""
    return tag(
        "li",
        tag(
            "div",
            tag(level, sheet.name(place)),
            tag("span", sheet.word("role", place["role"]), class_="chip"),
            tag("span", sheet.t("shelters.temporary"), class_="chip")
            if place["is_temporary"]
            else None,
            tag("span", class_="far"),
            class_="head",
        ),
        _state(sheet, place) if has_state else None,
        _refuge(sheet, place) if has_state else None,
        tag("p", sheet.japanese(place["address"]), class_="quiet")
        if isinstance(place["address"], str)
        else None,
        _facts(sheet, place),
        data_id=place["facility_id"] if has_state else None,
        data_role=place["role"],
        data_at=_at(place),
        data_find=_search_words(place),
    )


def _search_words(place: Mapping[Any, Any]) -> str | None:
    """What a search by name looks in beside the words shown: the reading."""
    kana = place["name_kana"]
    return kana if isinstance(kana, str) and kana else None


def _at(place: Mapping[Any, Any]) -> str | None:
    if numbers.is_missing(place["latitude"]):
        return None
    return f"{place['latitude']:.5f},{place['longitude']:.5f}"


def _state(sheet: Sheet, place: Mapping[Any, Any]) -> Html:
    mark = tokens.state_mark(
        place["opening_shown"],
        place["crowding_shown"],
        is_stale=place["freshness"] == Freshness.STALE,
    )
    return tag(
        "p",
        mark_html(sheet, mark),
        " ",
        tag("strong", _free(sheet, place), class_="free"),
        " ",
        tag("span", _confirmed(sheet, place), class_="when"),
        class_="state",
    )


def mark_html(sheet: Sheet, mark: Mark) -> Html:
    """A state in word, shape and colour."""
    icon = Html(
        f'<svg class="i" aria-hidden="true"><use href="#i-{mark.shape}"></use></svg>'  # our names
    )
    tone = next(
        name for name in ("good", "caution", "alarm", "neutral", "brand", "training")
        if tokens.COLOURS[name] == mark.colour
    )  # fmt: skip
    stale = " stale" if mark.is_stale else ""
    return tag("span", icon, tag("span", sheet.t(mark.key)), class_=f"mark {tone}{stale}")


def _confirmed(sheet: Sheet, place: Mapping[Any, Any]) -> Html | str:
    moment = place["confirmed_at"]
    if numbers.is_missing(moment):
        return sheet.t("shelters.never")
    key = "site.confirmed_old" if place["freshness"] == Freshness.UNKNOWN else "site.confirmed"
    return tag("time", sheet.t(key, clock=sheet.clock(moment)), datetime=stamp(moment))


def _free(sheet: Sheet, place: Mapping[Any, Any]) -> str:
    room = place["free"]
    if numbers.is_missing(room) or place["crowding_shown"] in (Crowding.FULL, Crowding.UNKNOWN):
        return ""
    if room < numbers.LEAST_ROOM:
        return ""
    return sheet.t("shelters.free", n=numbers.number(numbers.room_told(int(room)), sheet.lang))


def _refuge(sheet: Sheet, place: Mapping[Any, Any]) -> Html | None:
    """Where else to go from a crowded place."""
    tight = place["crowding_shown"] in (Crowding.FULL, Crowding.CROWDED)
    if not tight or place["opening_shown"] not in OPEN:
        return None
    other = place["refuge_id"]
    if not isinstance(other, str):
        return tag("p", sheet.t("shelters.full_no_refuge"), class_="refuge")
    before, _, after = sheet.t(
        "shelters.full_refuge",
        name="\x00",
        distance=numbers.distance(place["refuge_m"], sheet.lang),
    ).partition("\x00")
    return tag("p", before, sheet.names[other], after, class_="refuge")


def _facts(sheet: Sheet, place: Mapping[Any, Any]) -> Html:
    capacity = (
        sheet.t("shelters.capacity_unknown")
        if numbers.is_missing(place["capacity"])
        else sheet.t("shelters.capacity", n=numbers.number(place["capacity"], sheet.lang))
    )
    stated = [place[f"hazard_{hazard}"] for hazard in _HAZARDS]
    hazards = [] if all(numbers.is_missing(one) for one in stated) else list(_HAZARDS)
    return tag(
        "p",
        tag("span", capacity),
        *(_hazard(sheet, hazard, place) for hazard in hazards),
        *(
            tag("span", sheet.word("a11y", kind))
            for kind in Accessibility
            if place[f"a11y_{kind}"] is True
        ),
        route(sheet, place),
        class_="facts",
    )


def _hazard(sheet: Sheet, hazard: Hazard, place: Mapping[Any, Any]) -> Html:
    usable = place[f"hazard_{hazard}"]
    usable = None if numbers.is_missing(usable) else bool(usable)
    said = {True: "yes", False: "no", None: "unknown"}[usable]
    return tag(
        "span",
        sheet.word("hazard", hazard),
        " ",
        tag("span", _SIGNS[usable], aria_hidden="true"),
        tag("span", sheet.t(f"shelters.hazard_{said}"), class_="spoken"),
    )


def route(sheet: Sheet, place: Mapping[Any, Any]) -> Html:
    """A link the device's own map answers; nothing is asked of anybody before it is tapped."""
    if numbers.is_missing(place["latitude"]):
        return tag("span", sheet.t("shelters.no_position"), class_="quiet")
    point = f"{place['latitude']:.6f},{place['longitude']:.6f}"
    return tag(
        "a",
        f"{sheet.t('shelters.route')}\xa0→",
        href=f"https://www.google.com/maps/dir/?api=1&travelmode=walking&destination={point}",
        rel="noreferrer noopener",
    )
