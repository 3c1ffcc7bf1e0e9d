"""The compact deck says what pydeck's own says."""

from __future__ import annotations

import json

import pandas as pd
import pydeck

from machimori.ui.compact_deck import CompactDeck


def _layer() -> pydeck.Layer:
    frame = pd.DataFrame({"longitude": [139.75], "latitude": [35.69], "name": ["見本町"]})
    return pydeck.Layer("ScatterplotLayer", frame, id="posts", get_position="[longitude, latitude]")


def test_it_says_the_same_in_fewer_bytes() -> None:
    view = pydeck.ViewState(longitude=139.75, latitude=35.69, zoom=12)
    plain = pydeck.Deck([_layer()], initial_view_state=view, map_provider=None, tooltip=False)
    compact = CompactDeck([_layer()], initial_view_state=view, map_provider=None, tooltip=False)
    assert json.loads(compact.to_json()) == json.loads(plain.to_json())
    assert len(compact.to_json()) < len(plain.to_json()) / 1.4
    assert "見本町" in compact.to_json()
