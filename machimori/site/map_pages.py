"""The public map: what can be shown, a list of each layer, and the map itself on top of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from machimori.domain.vocabulary import Hazard
from machimori.site import map_assets
from machimori.site.document import INDEX, Frame, asset, band, document
from machimori.site.figure_parts import table
from machimori.site.map_files import DRAWING, FOLDER, GROUND, files
from machimori.site.sheet import Sheet
from machimori.store.queries import ground, public_map
from machimori.wording import numbers
from machimori.wording.map_layer import Layer, Place
from machimori.wording.map_layers import layers
from machimori.wording.markup import Html, join, tag

_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
FILE = f"{FOLDER}/{INDEX}"
#: Places on a page of a list.
PER_PAGE = 100
_GROUND = ("boundaries", "roads", "stations")
_WORDS = (
    *("none_found", "found", "copied", "approximate", "more", "zoom_in", "zoom_out", "failed"),
    *("usable", "station"),
)


def pages(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """Path in the language's folder -> content: pages, and the files of their script."""
    found = layers(sheet.lang, **public_map.rows(sheet.facts.data.warehouse))
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
    lines = _credits(sheet, told)
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


def _credits(sheet: Sheet, told: Sequence[Layer]) -> Iterable[str]:
    """Title, producer and licence of every entry something on the page comes from."""
    sources = sheet.facts.city.sources
    ground_of = [entry for name in _GROUND for entry in sources.get(name, ())]
    layers_of = (
        entry
        for one in told
        for entry in sources.get(one.source, ())
        if not one.sources or entry.id in one.sources
    )
    return dict.fromkeys(
        " · ".join(part for part in (one.title, one.producer, one.licence) if part)
        for one in (*layers_of, *ground_of)
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
        ("town_map.table_of", len({town.name for town in one.towns}))
        if one.is_areas
        else ("town_map.list_of", len(one.places))
    )
    words = _around(sheet, key, "layer", one.title, n=numbers.number(n, sheet.lang))
    return tag("a", words, href=f"./{one.key}.html")


def _tools(sheet: Sheet, found: Sequence[Layer]) -> Html:
    """Search, map and choice; shown by the script, without which they do nothing.

    The map comes before the choice of layers: on a phone that is longer than a window.
    """
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
                tag("button", sheet.t("town_map.copy"), type="button", id="map-copy"),
                tag("p", id="map-told", class_="quiet count", role="status"),
                class_="tools",
            ),
            tag("ul", id="map-found", class_="places"),
            tag("div", id="map", role="region", aria_label=sheet.t("town_map.title")),
            tag(
                "fieldset",
                tag("legend", sheet.t("town_map.layers")),
                *(_choice(sheet, one) for one in found),
                class_="map-layers",
            ),
            tag(
                "div",
                tag("label", sheet.t("town_map.hazard"), _hazards(sheet, found)),
                class_="tools",
            ),
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
    steps = (tag("span", tag("i", class_=f"s{step}"), words) for step, words in one.legend)
    return tag(
        "label",
        tag("input", type="checkbox", value=one.key, checked=one.is_shown_first),
        sign if one.sign else None,
        tag("span", _told(sheet, one.title)),
        tag("span", *steps, class_="map-steps") if one.is_areas else None,
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
            | ({"areas": True} if one.is_areas else {})
            for one in found
        ],
        "ground": GROUND.removeprefix(f"{FOLDER}/"),
        "drawing": DRAWING.removeprefix(f"{FOLDER}/"),
        "library": [f"../../{one}" for one in map_assets.paths()],
        "bounds": [[south, west], [north, east]],
    }
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Html(f'<script type="application/json" id="map-reading">{written}</script>')


def _lists(sheet: Sheet, layer: Layer) -> Iterator[tuple[str, bytes]]:
    """The list alternative of a layer."""
    if layer.is_areas:
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
    """A part of the list; a column nothing is said in for the whole layer is left out."""
    kept = [
        name
        for name, is_told in (
            ("name", True),
            ("address", True),
            ("usable", any(one.usable for one in layer.places)),
            ("facts", any(one.facts or one.url for one in layer.places)),
        )
        if is_told
    ]
    rows: list[list[Html | str]] = []
    for one in layer.places[first : first + PER_PAGE]:
        cells: dict[str, Html | str] = {
            "name": join(
                _own_name(sheet, one.name, str(one.record["name"])),
                *(tag("p", sheet.t(doubt), class_="quiet") for doubt in _doubts(one)),
            ),
            "address": sheet.japanese(one.address),
            "usable": sheet.t("word.join").join(sheet.word("hazard", each) for each in one.usable),
            "facts": _facts(sheet, one),
        }
        rows.append([cells[name] for name in kept])
    heads = [sheet.t(f"town_map.column_{one}") for one in kept]
    stated = (tag("p", sheet.japanese(one), class_="quiet") for one in layer.stated)
    return join(*stated, table(sheet, layer.title, heads, rows))


def _facts(sheet: Sheet, one: Place) -> Html:
    """What is published about a place, a line each, with the way to its own page."""
    return join(
        *(
            tag(
                "p",
                sheet.japanese(fact.line)
                if fact.is_japanese and not fact.label
                else join(f"{fact.label}: ", sheet.japanese(fact.value))
                if fact.is_japanese
                else fact.line,
            )
            for fact in one.facts
        ),
        tag("p", tag("a", sheet.t("town_map.own_page"), href=one.url, rel="nofollow noopener"))
        if one.url
        else None,
    )


def _doubts(one: Place) -> Iterator[str]:
    """What is not sure about where it is."""
    if one.is_approximate:
        yield "town_map.approximate"
    if one.latitude is None:
        yield "shelters.no_position"


def _told(sheet: Sheet, words: str) -> Html | str:
    """Words that may stand as published: marked as Japanese where they are."""
    return sheet.japanese(words) if _JAPANESE.search(words) else words


def _around(sheet: Sheet, key: str, place: str, words: str, **params: Any) -> Html:
    """A sentence with a title in it that may be Japanese."""
    before, _, after = sheet.t(key, **params, **{place: "\x00"}).partition("\x00")
    return join(before, _told(sheet, words), after)


def _own_name(sheet: Sheet, name: str, japanese: str) -> Html:
    return sheet.japanese(name) if name == japanese else tag("span", name)


def _by_town(sheet: Sheet, layer: Layer) -> Html:
    rows: list[list[Html | str]] = [
        [
            tag("span", one.name_en)
            if sheet.lang == "en" and one.name_en
            else sheet.japanese(one.name),
            *(_told(sheet, cell) for cell in one.cells),
        ]
        for one in layer.towns
    ]
    return join(
        tag("p", layer.town_lead),
        table(sheet, layer.title, [sheet.t("town_map.column_town"), *layer.town_heads], rows)
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
