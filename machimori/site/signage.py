"""The full-screen page for signs: one document that keeps itself up to date and ages by itself.

It holds its words, its ground and the first state, so it shows something at once; afterwards it
asks for the state alone (``status_json``). Public information only.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno

from machimori.domain.vocabulary import Crowding, Opening, Role
from machimori.site import signage_map, status_json
from machimori.site.facts import Facts
from machimori.store.queries import ground
from machimori.store.warehouse import Warehouse
from machimori.wording import text, tokens, word
from machimori.wording.alert_levels import LEVEL_MARKS
from machimori.wording.languages import bcp47, reads_kanji
from machimori.wording.markup import Html, join, tag

_ASSETS = Path(__file__).parent / "assets"
#: Seconds a slide stays: what is asked for, within what can be read and what is still a change.
ROTATE, LEAST_ROTATE, MOST_ROTATE = 15, 5, 120
POLL_SECONDS = 7
_LONGEST_NAME = 40
#: Words the script fills in itself; the others are said once.
_WORDS = (
    "signage.as_of", "signage.peace", "signage.peace_more", "signage.open", "signage.none_open",
    "signage.orders", "signage.messages", "signage.free", "signage.confirmed", "signage.stale",
    "signage.unknown", "signage.stopped", "signage.qr", "signage.part", "signage.here",
    "signage.sample", "signage.whole", "band.training", "band.training_text", "band.sample",
    "alerts.machine", "alerts.level", *(f"alerts.name_{level}" for level in LEVEL_MARKS),
    *(f"alerts.what_{level}" for level in LEVEL_MARKS),
)  # fmt: skip


@dataclass(frozen=True)
class Screen:
    """One sign: what it is called, how fast it turns, and which languages it goes through."""

    name: str = ""
    rotate: int = ROTATE
    langs: tuple[str, ...] = ("ja",)


def screen(asked: Mapping[str, str], offered: Sequence[str]) -> Screen:
    """A sign by its address: ``?screen=名前&rotate=15&lang=ja,en``; a wrong part is passed over."""
    try:
        rotate = int(asked.get("rotate", ROTATE))
    except ValueError:
        rotate = ROTATE
    langs = [one for one in asked.get("lang", "").split(",") if one in offered]
    return Screen(
        name=asked.get("screen", "").strip()[:_LONGEST_NAME],
        rotate=min(max(rotate, LEAST_ROTATE), MOST_ROTATE),
        langs=tuple(dict.fromkeys(langs)) or tuple(offered[:1]),
    )


@functools.cache
def shell_version() -> str:
    """Changes with the program of the page: a sign that hears another one loads itself anew."""
    parts = [(_ASSETS / name).read_bytes() for name in ("signage.js", "signage.css")]
    return hashlib.sha256(b"".join(parts) + Path(__file__).read_bytes()).hexdigest()[:12]


def page(facts: Facts, warehouse: Warehouse, sign: Screen, address: str) -> bytes:
    """The document.

    Args:
        facts: the state it begins with.
        warehouse: the ground of its map.
        sign: which sign it is.
        address: of the public page, for the QR code.
    """
    lang = sign.langs[0]
    points = [
        (row["longitude"], row["latitude"])
        for row in facts.places[["longitude", "latitude"]].dropna().to_dict("records")
    ]
    on = signage_map.plane(warehouse, facts.city.bbox, points)
    label = text("signage.map", lang)
    settings = {
        "words": {one: _words(one, facts) for one in sign.langs},
        "tags": {one: bcp47(one) for one in sign.langs},
        "marks": _marks(),
        "shapes": tokens.SHAPES,
        "levels": {
            level: {"ground": mark.ground, "ink": mark.ink, "glyph": mark.glyph}
            for level, mark in LEVEL_MARKS.items()
        },
        "roles": [str(role) for role in Role],
        "names": _names(facts, sign.langs),
        "plane": {"west": on.west, "north": on.north, "scale": on.scale, "size": on.size},
        "here": _here(facts, warehouse, sign.name),
        "zone": facts.city.timezone,
        "rotate": sign.rotate,
        "poll": POLL_SECONDS,
        "version": shell_version(),
        "state": status_json.status(facts),
    }
    code = segno.make(address, error="m").svg_inline(
        omitsize=True, border=2, dark="#000", light="#fff"
    )
    head = join(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="robots" content="noindex"><link rel="icon" href="data:,">'),
        tag("title", text("signage.title", lang, place=_place(facts, lang))),
        Html(f"<style>{_style()}</style>"),
    )
    body = join(
        tag("div", id="bands"),
        tag(
            "header",
            tag("p", tag("span", id="place"), tag("span", sign.name, id="screen")),
            tag("p", id="asof"),
        ),
        tag("main", tag("div", id="slide"), signage_map.drawing(warehouse, on, label)),
        tag(
            "footer",
            tag("div", Html(code), id="qr"),
            tag("div", tag("p", id="qrword"), tag("p", address, id="address")),
            tag("p", id="count"),
        ),
        tag("noscript", tag("a", address, href=address)),
        Html(f'<script type="application/json" id="settings">{_in_script(settings)}</script>'),
        Html(f"<script>{_script()}</script>"),
    )
    html = tag("html", tag("head", head), tag("body", body), lang=bcp47(lang))
    return f"<!DOCTYPE html>\n{html}\n".encode()


@functools.cache
def _style() -> str:
    return tokens.css_variables() + (_ASSETS / "signage.css").read_text(encoding="utf-8")


@functools.cache
def _script() -> str:
    return (_ASSETS / "signage.js").read_text(encoding="utf-8")


def _in_script(settings: Mapping[str, Any]) -> str:
    """JSON that no text in it can end: strangers write messages and names."""
    said = json.dumps(settings, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return said.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _place(facts: Facts, lang: str) -> str:
    return facts.city.name if reads_kanji(lang) else facts.city.name_en or facts.city.name


def _words(lang: str, facts: Facts) -> dict[str, Any]:
    said: dict[str, Any] = {key: text(key, lang) for key in _WORDS}
    return said | {
        "place": _place(facts, lang),
        "roles": {str(role): word("role", role, lang) for role in Role},
        "states": {key: text(key, lang) for key in sorted(_state_keys())},
        "districts": {
            one.district_id: one.name if reads_kanji(lang) else one.name_en or one.name
            for one in facts.districts
        },
    }


def _marks() -> dict[str, dict[str, str]]:
    """``opening|crowding`` -> how that state looks and which words it has."""
    found = {}
    for opening in Opening:
        for crowding in ("", *Crowding):
            mark = tokens.state_mark(str(opening), str(crowding) or None)
            found[f"{opening}|{crowding}"] = {
                "key": mark.key,
                "shape": mark.shape,
                "colour": mark.colour,
            }
    return found


def _state_keys() -> set[str]:
    return {mark["key"] for mark in _marks().values()}


def _names(facts: Facts, langs: Sequence[str]) -> dict[str, str]:
    """English names of public places, for readers of other scripts."""
    if all(reads_kanji(lang) for lang in langs):
        return {}
    rows = facts.places[["facility_id", "name_en"]].dropna()
    return dict(zip(rows["facility_id"], rows["name_en"], strict=True))


def _here(facts: Facts, warehouse: Warehouse, name: str) -> list[float] | None:
    """Longitude and latitude of the station or public place a sign is named after."""
    if not name:
        return None
    for station, _, latitude, longitude in ground.stations(warehouse):
        if name in (station, f"{station}駅"):
            return [longitude, latitude]
    known = facts.places[facts.places["name"] == name][["longitude", "latitude"]].dropna()
    return next(iter(known.to_numpy(dtype=float).tolist()), None)
