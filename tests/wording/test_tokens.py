"""Contrast is computed, states differ in word and shape, and the theme file has our colours."""

from __future__ import annotations

import json
import tomllib

import pytest

from machimori.city import REPOSITORY
from machimori.domain.vocabulary import Crowding, Opening
from machimori.wording import tokens
from machimori.wording.tokens import COLOURS, contrast, state_mark

TONES = ("good", "caution", "alarm", "neutral", "brand", "training")


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#0017C1", "#FFFFFF") == pytest.approx(11.1, abs=0.05)


@pytest.mark.parametrize("tone", TONES)
def test_text_reads_on_white_and_on_its_own_ground(tone: str) -> None:
    for ground in (COLOURS["ground"], COLOURS["panel"], COLOURS[f"{tone}_soft"]):
        assert contrast(COLOURS[tone], ground) >= 4.5


@pytest.mark.parametrize("name", ["ink", "quiet"])
def test_running_text_reads(name: str) -> None:
    assert contrast(COLOURS[name], COLOURS["ground"]) >= 4.5
    assert contrast(COLOURS[name], COLOURS["panel"]) >= 4.5


def test_edges_of_fields_and_series_stand_out() -> None:
    for colour in (COLOURS["edge"], COLOURS["map_outline"], *tokens.SERIES):
        assert contrast(colour, COLOURS["ground"]) >= 3


def test_marks_on_the_map_stand_out_from_land_and_water() -> None:
    for tone in TONES:
        assert contrast(COLOURS[tone], COLOURS["map_land"]) >= 3
        assert contrast(COLOURS[tone], COLOURS["map_water"]) >= 3


def test_states_are_told_apart_by_shape_where_colours_are_the_same() -> None:
    open_marks = [state_mark(Opening.OPEN, crowding) for crowding in Crowding]
    assert [mark.glyph for mark in open_marks] == ["●", "◕", "◐", "■", "◆"]
    closed = [state_mark(opening, None).glyph for opening in (Opening.CLOSED, Opening.UNKNOWN)]
    assert closed == ["○", "？"]
    assert state_mark(Opening.PREPARING, None).shape == "dots"


def test_unknown_opening_stays_unknown_whatever_the_crowding_says() -> None:
    assert state_mark(None, Crowding.FREE).key == "state.unknown"
    assert state_mark(Opening.UNKNOWN, Crowding.FULL).key == "state.unknown"
    assert state_mark(Opening.OPEN, None).key == "state.open"
    assert state_mark(Opening.PERMANENT, Crowding.FREE, is_stale=True).is_stale


def test_the_theme_file_has_our_colours() -> None:
    theme = tomllib.loads((REPOSITORY / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    assert theme["primaryColor"] == theme["linkColor"] == COLOURS["brand"]
    assert theme["textColor"] == COLOURS["ink"]
    assert theme["backgroundColor"] == COLOURS["ground"]
    assert theme["secondaryBackgroundColor"] == COLOURS["panel"]
    assert theme["borderColor"] == COLOURS["edge"]
    assert theme["chartCategoricalColors"] == list(tokens.SERIES)
    assert set(tokens.STEPS) <= set(theme["chartSequentialColors"])


def test_the_map_style_loads_from_this_server_alone_in_our_colours() -> None:
    style = json.loads((REPOSITORY / "static" / "style.json").read_text("utf-8"))
    addresses = [source["data"] for source in style["sources"].values()]
    assert all(one.startswith("/app/static/vendor/basemap/") for one in addresses)
    assert "glyphs" not in style
    assert "sprite" not in style
    paint = {layer["id"]: layer["paint"] for layer in style["layers"]}
    assert paint["land"]["fill-color"] == COLOURS["map_land"]
    assert paint["water"]["fill-color"] == COLOURS["map_water"]
    assert paint["roads"]["line-color"] == COLOURS["map_road"]
