"""GPX 1.1: a day's stops as waypoints and route, and the way between them as a track. Pure.

Source: the GPX 1.1 schema of topografix. The order of elements is the schema's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from machimori.exchange import safe_xml

NAMESPACE = "http://www.topografix.com/GPX/1/1"
MEDIA_TYPE = "application/gpx+xml"
_SCHEMA = "http://www.topografix.com/GPX/1/1/gpx.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
Position = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True)
class Waypoint:
    """One stop: where, when (aware), what it is called and what is said of it."""

    latitude: float
    longitude: float
    name: str
    description: str = ""
    at: datetime | None = None


def write(
    name: str,
    description: str,
    made_at: datetime,
    stops: Sequence[Waypoint],
    track: Iterable[Sequence[Position]],
) -> bytes:
    """The file.

    Args:
        name: of the round.
        description: what a reader must know first.
        made_at: aware.
        stops: in their order.
        track: one line per leg.
    """
    spaces = {None: NAMESPACE, "xsi": _XSI}
    root = etree.Element(etree.QName(NAMESPACE, "gpx"), nsmap=spaces)  # type: ignore[arg-type]
    root.set("version", "1.1")
    root.set("creator", "Machimori")
    root.set(etree.QName(_XSI, "schemaLocation"), f"{NAMESPACE} {_SCHEMA}")
    about = safe_xml.add(root, NAMESPACE, "metadata")
    safe_xml.add(about, NAMESPACE, "name", name)
    safe_xml.add(about, NAMESPACE, "desc", description)
    safe_xml.add(about, NAMESPACE, "time", made_at.isoformat(timespec="seconds"))
    for stop in stops:
        _point(root, "wpt", stop)
    if stops:
        route = safe_xml.add(root, NAMESPACE, "rte")
        safe_xml.add(route, NAMESPACE, "name", name)
        for stop in stops:
            _point(route, "rtept", stop)
    legs = [leg for leg in track if len(leg) > 1]
    if legs:
        whole = safe_xml.add(root, NAMESPACE, "trk")
        safe_xml.add(whole, NAMESPACE, "name", name)
        for leg in legs:
            segment = safe_xml.add(whole, NAMESPACE, "trkseg")
            for latitude, longitude in leg:
                _place(safe_xml.add(segment, NAMESPACE, "trkpt"), latitude, longitude)
    return safe_xml.written(root)


def _point(parent: etree._Element, kind: str, stop: Waypoint) -> None:
    element = safe_xml.add(parent, NAMESPACE, kind)
    _place(element, stop.latitude, stop.longitude)
    if stop.at is not None:
        safe_xml.add(element, NAMESPACE, "time", stop.at.isoformat(timespec="seconds"))
    safe_xml.add(element, NAMESPACE, "name", stop.name)
    if stop.description:
        safe_xml.add(element, NAMESPACE, "desc", stop.description)


def _place(element: etree._Element, latitude: float, longitude: float) -> None:
    element.set("lat", f"{latitude:.6f}")
    element.set("lon", f"{longitude:.6f}")
