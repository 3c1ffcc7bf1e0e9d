"""The public map: which layers, narrowed by words and hazard; the address holds the choice."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from machimori.domain.vocabulary import Hazard, PlaceKind, Role
from machimori.store.kept import Kept
from machimori.store.queries import public_map
from machimori.ui import area_map, filters
from machimori.ui.maps import MOST_MARKS, Marker, detail_map
from machimori.ui.markup import Html, icon, join, show, tag
from machimori.ui.page import Page
from machimori.wording import map_layers, numbers, tokens
from machimori.wording.map_layer import Layer, Place
from machimori.wording.tokens import STEPS, Mark

#: What the page rests on, for its date and its credits.
SOURCES = ("facilities", "food_drive_points", "public_places", "hazards", "past_floods")
_HEIGHT = 520
_SHAPES = ("disc", "square", "diamond", "triangle", "ring", "half", "three_quarter")
_KINDS = tuple(str(one) for one in PlaceKind)
_LAYERS: Kept[list[Layer]] = Kept(4)


@dataclass(frozen=True)
class View:
    """The layers that are shown, each with the places that meet search and hazard."""

    shown: tuple[tuple[Layer, tuple[Place, ...]], ...]
    marks: dict[str, Mark]

    @property
    def places(self) -> int:
        """How many places there are to see."""
        return sum(len(places) for _, places in self.shown)


def layers(page: Page) -> list[Layer]:
    """All layers of the build, in the page's language."""
    key = (page.warehouse.signature, page.lang)
    return _LAYERS.get(key, lambda: map_layers.layers(page.lang, **public_map.rows(page.warehouse)))


def choose(page: Page, found: Sequence[Layer]) -> View:
    """Draw the fields; what is to be shown. Without a choice the shelters are."""
    show(tag("p", page.t("town_map.lead")))
    titles = {one.key: one.title for one in found}
    chosen = filters.several(
        "layer", page.t("town_map.layers"), list(titles), words=lambda one: titles[one]
    )
    stated = {one for layer in found for place in layer.places for one in place.usable}
    hazard = filters.one_of_many(
        "hazard",
        page.t("town_map.hazard"),
        [str(one) for one in Hazard if one in stated],
        page.lang,
        words=lambda one: page.word("hazard", one),
    )
    wanted = _plain(filters.search("q", page.t("town_map.search_places")))
    shown = [one for one in found if one.key in chosen or (not chosen and one.is_shown_first)]
    return View(
        tuple(
            (one, tuple(place for place in one.places if _fits(place, wanted, hazard)))
            for one in shown
        ),
        {one.key: _mark(one, number) for number, one in enumerate(found)},
    )


def draw(page: Page, view: View) -> None:
    """Draw the map with its legend, and say what it lacks."""
    placed = [
        _marker(page, layer, place, number, view.marks[layer.key])
        for layer, places in view.shown
        for number, place in enumerate(places)
        if place.latitude is not None
    ]
    detail_map(
        page,
        placed[:MOST_MARKS],
        title=page.t("page.map"),
        key="public_map",
        height=_HEIGHT,
        areas=[
            area_map.Area(area.geometry, layer.title, (area.words,), STEPS[area.step])
            for layer, _ in view.shown
            for area in layer.areas
        ],
        legend_marks=(),
    )
    show(_legend(page, view))
    said = page.t("town_map.shown", n=numbers.number(len(placed), page.lang))
    lacking = view.places - len(placed)
    if lacking:
        rest = page.t("town_map.without_position", n=numbers.number(lacking, page.lang))
        said = f"{said} · {rest}"
    show(tag("p", said, class_="m-quiet m-small", role="status"))


def _plain(said: str) -> str:
    """One form for width, case and kana."""
    form = unicodedata.normalize("NFKC", said).casefold()
    return "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in form)


def _fits(place: Place, wanted: str, hazard: str | None) -> bool:
    if hazard and place.usable and hazard not in place.usable:
        return False
    kana = place.record["name_kana"]
    said = (place.name, place.address, str(place.record["name"]), kana)
    return not wanted or any(wanted in _plain(one) for one in said if isinstance(one, str))


def _mark(layer: Layer, number: int) -> Mark:
    """Shape and colour of a layer's marks; no two layers beside each other look alike."""
    role = layer.key.replace("-", "_")
    key = "town_map.food" if layer.key == "food" else f"place_kind.{PlaceKind.OTHER}"
    if role in tuple(str(one) for one in Role):
        key = f"role.{role}"
    elif layer.key in _KINDS:
        key = f"place_kind.{layer.key}"
    return tokens.mark(key, _SHAPES[number % len(_SHAPES)], layer.tone or "neutral")


def _marker(page: Page, layer: Layer, place: Place, number: int, mark: Mark) -> Marker:
    usable = page.t("word.join").join(page.word("hazard", one) for one in place.usable)
    lines = (
        layer.title if layer.title != page.t(mark.key) else "",
        place.address,
        page.t("town_map.usable", hazards=usable) if usable else "",
        *(fact.line for fact in place.facts),
        page.t("town_map.approximate") if place.is_approximate else "",
    )
    return Marker(
        key=f"{layer.key}-{number}",
        latitude=float(place.latitude or 0),
        longitude=float(place.longitude or 0),
        title=place.name,
        mark=mark,
        lines=tuple(one for one in lines if one),
        is_exact=not place.is_approximate,
    )


def _legend(page: Page, view: View) -> Html:
    entries = [
        tag("li", icon(view.marks[layer.key], size=18), layer.title)
        if not layer.is_areas
        else tag(
            "li",
            layer.title,
            *(
                join(tag("span", class_="m-swatch", style=area_map.swatch(STEPS[step])), words)
                for step, words in layer.legend
            ),
        )
        for layer, _ in view.shown
    ]
    return tag("ul", *entries, class_="m-legend", aria_label=page.t("map.legend"))
