"""The public map: what can be shown, a list of each layer, and the map itself on top of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from machimori.domain.vocabulary import Hazard
from machimori.site import map_assets
from machimori.site.document import INDEX, Frame, asset, band, document
from machimori.site.figure_parts import table
from machimori.site.map_files import FOLDER, GROUND, files
from machimori.site.map_layers import Layer, Place, depth_step, depth_words, layers
from machimori.site.sheet import Sheet
from machimori.store.queries import ground
from machimori.wording import numbers
from machimori.wording.markup import Html, join, tag

FILE = f"{FOLDER}/{INDEX}"
#: Places on a page of a list.
PER_PAGE = 100
_WORDS = (
    *("none_found", "found", "copied", "approximate", "more", "zoom_in", "zoom_out", "failed"),
    *("usable", "station"),
)


def pages(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """Path in the language's folder -> content: pages, and the files of their script."""
    found = layers(sheet)
    yield FILE, _page(sheet, FILE, sheet.t("town_map.title"), found, _content(sheet, found))
    for one in found:
        yield from _lists(sheet, one)
    yield from files(sheet, found).items()


def _page(sheet: Sheet, file: str, title: str, told: Sequence[Layer], content: Html) -> bytes:
    return document(
        sheet,
        file=file,
        area="public_map",
        title=title,
        content=tag("div", content, class_="figures"),
        frame=_frame(sheet, told),
    )


def _frame(sheet: Sheet, told: Sequence[Layer]) -> Frame:
    city, data = sheet.facts.city, sheet.facts.data
    there = numbers.local(data.built_at, city.zone)
    names = dict.fromkeys([one.source for one in told] + ["boundaries", "roads", "stations"])
    entries = [entry for name in names for entry in city.sources.get(name, ())]
    lines = dict.fromkeys(
        " · ".join(part for part in (one.title, one.producer, one.licence) if part)
        for one in entries
    )
    return Frame(
        bands=band(sheet, "sample", sheet.t("band.sample_all"))
        if sheet.facts.is_sample
        else Html(""),
        stated=sheet.t(
            "open.built", moment=f"{numbers.day(there.date(), sheet.lang)} {there:%H:%M}"
        ),
        foot=tag(
            "footer",
            tag("p", sheet.t("site.contact", contact=city.contact)) if city.contact else None,
            tag("p", sheet.t("town_map.credits")),
            *(tag("p", sheet.japanese(one)) for one in lines if one),
        ),
        description=sheet.t("town_map.lead"),
    )


def _content(sheet: Sheet, found: Sequence[Layer]) -> Html:
    if not found:
        return tag("p", sheet.t("town_map.nothing"), class_="notice")
    return join(
        tag("p", sheet.t("town_map.lead")),
        tag("p", tag("a", sheet.t("town_map.state_link"), href="../shelters.html")),
        _tools(sheet, found) if map_assets.is_installed() else None,
        tag("noscript", tag("p", sheet.t("town_map.no_script"), class_="notice")),
        tag("h2", sheet.t("town_map.lists")),
        tag("ul", *(tag("li", _list_link(sheet, one)) for one in found), class_="ways"),
    )


def _list_link(sheet: Sheet, one: Layer) -> Html:
    key, n = (
        ("town_map.table_of", len(one.towns))
        if one.areas
        else ("town_map.list_of", len(one.places))
    )
    words = sheet.t(key, layer=one.title, n=numbers.number(n, sheet.lang))
    return tag("a", words, href=f"./{one.key}.html")


def _tools(sheet: Sheet, found: Sequence[Layer]) -> Html:
    """Search, choice and map; shown by the script, without which they do nothing."""
    return join(
        tag(
            "div",
            tag(
                "div",
                tag(
                    "label",
                    sheet.t("town_map.search"),
                    tag("input", type="search", id="map-search"),
                ),
                tag("label", sheet.t("town_map.hazard"), _hazards(sheet, found)),
                tag("button", sheet.t("town_map.copy"), type="button", id="map-copy"),
                tag("p", id="map-told", class_="quiet", role="status"),
                class_="tools",
            ),
            tag("ul", id="map-found", class_="places"),
            tag(
                "fieldset",
                tag("legend", sheet.t("town_map.layers")),
                *(_choice(sheet, one) for one in found),
                class_="map-layers",
            ),
            tag("div", id="map", role="region", aria_label=sheet.t("town_map.title")),
            id="map-tools",
        ),
        _reading(sheet, found),
        tag("script", src=f"../../{asset('map')}", defer=True),
    )


def _hazards(sheet: Sheet, found: Sequence[Layer]) -> Html:
    stated = {one for layer in found for place in layer.places for one in place.usable}
    options = [
        tag("option", sheet.word("hazard", one), value=str(one)) for one in Hazard if one in stated
    ]
    first = tag("option", sheet.t("town_map.hazard_any"), value="")
    return tag("select", first, *options, id="map-hazard")


def _choice(sheet: Sheet, one: Layer) -> Html:
    sign = tag("span", one.sign, class_=f"map-mark {one.tone}", aria_hidden="true")
    steps = (
        tag("span", tag("i", class_=f"s{depth_step(area)}"), depth_words(sheet, area))
        for area in one.areas
    )
    return tag(
        "label",
        tag("input", type="checkbox", value=one.key, checked=one.is_shown_first),
        sign if one.sign else None,
        tag("span", one.title),
        tag("span", *steps, class_="map-steps") if one.areas else None,
    )


def _reading(sheet: Sheet, found: Sequence[Layer]) -> Html:
    """What the script needs, as JSON."""
    west, south, east, north = (
        ground.extent(sheet.facts.data.warehouse) or sheet.facts.city.bbox or (122.9, 24, 146, 45.6)
    )
    places = {"n": "{n}", "hazards": "{hazards}"}
    told = {
        "words": {key: sheet.t(f"town_map.{key}", **places) for key in _WORDS}
        | {"join": sheet.t("word.join")},
        "hazards": {str(one): sheet.word("hazard", one) for one in Hazard},
        "layers": [
            {"key": one.key, "title": one.title, "sign": one.sign, "tone": one.tone}
            | ({"areas": True} if one.areas else {})
            for one in found
        ],
        "ground": GROUND.removeprefix(f"{FOLDER}/"),
        "library": [f"../../{one}" for one in map_assets.paths()],
        "bounds": [[south, west], [north, east]],
    }
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Html(f'<script type="application/json" id="map-reading">{written}</script>')


def _lists(sheet: Sheet, layer: Layer) -> Iterator[tuple[str, bytes]]:
    """The list alternative of a layer."""
    if layer.areas:
        file = f"{FOLDER}/{layer.key}.html"
        yield file, _page(sheet, file, layer.title, [layer], _by_town(sheet, layer))
        return
    count = -(-len(layer.places) // PER_PAGE)
    names = [f"{layer.key}.html", *(f"{layer.key}-{n}.html" for n in range(2, count + 1))]
    for number, name in enumerate(names):
        content = join(
            _some(sheet, layer, number * PER_PAGE),
            _pager(sheet, names, number) if count > 1 else None,
            _back(sheet),
        )
        yield f"{FOLDER}/{name}", _page(sheet, f"{FOLDER}/{name}", layer.title, [layer], content)


def _some(sheet: Sheet, layer: Layer, first: int) -> Html:
    heads = [sheet.t(f"town_map.column_{one}") for one in ("name", "address", "usable")]
    rows: list[list[Html | str]] = [
        [
            join(
                _own_name(sheet, one.name, str(one.record["name"])),
                tag("p", sheet.t("town_map.approximate"), class_="quiet")
                if one.is_approximate
                else None,
                tag("p", sheet.t("shelters.no_position"), class_="quiet")
                if one.latitude is None
                else None,
            ),
            sheet.japanese(one.address),
            sheet.t("word.join").join(sheet.word("hazard", hazard) for hazard in one.usable),
        ]
        for one in layer.places[first : first + PER_PAGE]
    ]
    if not any(one.usable for one in layer.places):
        heads, rows = heads[:2], [row[:2] for row in rows]
    return table(sheet, layer.title, heads, rows)


def _doubts(one: Place) -> Iterator[str]:
    """What is not sure about where it is."""
    if one.is_approximate:
        yield "town_map.approximate"
    if one.latitude is None:
        yield "shelters.no_position"


def _own_name(sheet: Sheet, name: str, japanese: str) -> Html:
    return sheet.japanese(name) if name == japanese else tag("span", name)


def _by_town(sheet: Sheet, layer: Layer) -> Html:
    rows: list[list[Html | str]] = [
        [
            tag("span", one["name_en"])
            if sheet.lang == "en" and isinstance(one["name_en"], str)
            else sheet.japanese(one["name"]),
            depth_words(sheet, one),
        ]
        for one in layer.towns
    ]
    heads = [sheet.t("town_map.column_town"), sheet.t("town_map.column_depth")]
    return join(
        tag("p", sheet.t("town_map.town_lead")),
        table(sheet, layer.title, heads, rows)
        if rows
        else tag("p", sheet.t("town_map.no_town"), class_="notice"),
        _back(sheet),
    )


def _pager(sheet: Sheet, names: Sequence[str], number: int) -> Html:
    links = (
        tag(
            "a",
            sheet.t("site.part", part=place + 1, parts=len(names)),
            href=f"./{name}",
            aria_current="page" if place == number else None,
        )
        for place, name in enumerate(names)
    )
    return tag("nav", *links, aria_label=sheet.t("shelters.list_label"))


def _back(sheet: Sheet) -> Html:
    return tag("p", tag("a", sheet.t("town_map.back"), href="./"))
