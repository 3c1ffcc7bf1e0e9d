"""The two folium elements our detail map is made of: ground and marks.

folium's own elements would take Leaflet from a CDN and put popup text in as markup. These take
it from this server and write text with ``textContent``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from machimori.wording.tokens import COLOURS, FONT

VENDOR = "/app/static/vendor"
_SCRIPTS = Path(__file__).parent


def embedded(data: Any) -> str:
    """Data as JSON that is safe inside a script, whatever a stranger wrote into it."""
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        plain = plain.replace(character, f"\\u{ord(character):04x}")
    return plain


class _Ground(MacroElement):
    """Draws the ground: our own GeoJSON files, or the municipality's outline given inline."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        ({{ this.code }})({{ this._parent.get_name() }}, {{ this.data }});
        {% endmacro %}
        """
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Ground"
        self.code = (_SCRIPTS / "map_ground.js").read_text(encoding="utf-8").strip()
        self.data = embedded(data)


class DetailMap(folium.Map):
    """A Leaflet map served from here, with our ground and no tiles."""

    default_js = [
        ("leaflet", f"{VENDOR}/leaflet/leaflet.js"),
        ("markercluster", f"{VENDOR}/markercluster/leaflet.markercluster.js"),
    ]
    default_css = [
        ("leaflet_css", f"{VENDOR}/leaflet/leaflet.css"),
        ("markercluster_css", f"{VENDOR}/markercluster/MarkerCluster.css"),
    ]

    def __init__(
        self,
        layers: Mapping[str, Any],
        *,
        bounds: Sequence[Sequence[float]],
        words: Mapping[str, str],
    ) -> None:
        (south, west), (north, east) = bounds
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            zoom_start=14,
            tiles=None,
            zoom_control=False,
            max_zoom=18,
            min_zoom=9,
        )
        self._name = "Map"
        self.options["maxZoom"] = 18  # markercluster dies without one
        ground = {
            "layers": layers,
            "bounds": bounds,
            "words": words,
            "colours": COLOURS,
            "font": FONT,
        }
        self.add_child(_Ground(ground))


class MarkGroup(folium.FeatureGroup):
    """All marks of a map, sent as one piece of data and drawn by one function."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = ({{ this.code }})({{ this.data }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        marks: Sequence[Mapping[str, Any]],
        *,
        pulse: str,
        looks: Mapping[str, str],
        here: Mapping[str, Any] | None,
        lines: Sequence[Mapping[str, Any]],
        areas: Sequence[Mapping[str, Any]],
        clustered: bool,
    ) -> None:
        super().__init__()
        self._name = "FeatureGroup"
        self.code = (_SCRIPTS / "map_marks.js").read_text(encoding="utf-8").strip()
        self.data = embedded(
            {
                "marks": marks,
                # News may have changed marks since: the same ones sent again are drawn again.
                "pulse": pulse,
                "looks": looks,
                "areas": areas,
                "colours": {name: COLOURS[name] for name in ("edge", "ground", "neutral_soft")},
                "here": here,
                "lines": lines,
                "clustered": clustered,
            }
        )
