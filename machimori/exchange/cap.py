"""CAP 1.2 messages: written in the order of the standard, and held against its rules.

``problems`` reads a message back and names every rule it breaks: order and number of elements,
value lists, the form of times, identifiers and references. Source: OASIS Common Alerting Protocol
Version 1.2, section 3.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from lxml import etree

from machimori.exchange import safe_xml

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
#: Characters an identifier or a sender must not have (3.2.1).
_FORBIDDEN = re.compile(r"[\s,<&]")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
_REFERENCE = re.compile(rf"[^\s,<&]+,[^\s,<&]+,{_TIME.pattern}")

# Elements of each part: name, least, most (None: any number), in the order they must come.
_ALERT: tuple[tuple[str, int, int | None], ...] = (
    ("identifier", 1, 1), ("sender", 1, 1), ("sent", 1, 1), ("status", 1, 1), ("msgType", 1, 1),
    ("source", 0, 1), ("scope", 1, 1), ("restriction", 0, 1), ("addresses", 0, 1),
    ("code", 0, None), ("note", 0, 1), ("references", 0, 1), ("incidents", 0, 1),
    ("info", 0, None),
)  # fmt: skip
_INFO: tuple[tuple[str, int, int | None], ...] = (
    ("language", 0, 1), ("category", 1, None), ("event", 1, 1), ("responseType", 0, None),
    ("urgency", 1, 1), ("severity", 1, 1), ("certainty", 1, 1), ("audience", 0, 1),
    ("eventCode", 0, None), ("effective", 0, 1), ("onset", 0, 1), ("expires", 0, 1),
    ("senderName", 0, 1), ("headline", 0, 1), ("description", 0, 1), ("instruction", 0, 1),
    ("web", 0, 1), ("contact", 0, 1), ("parameter", 0, None), ("resource", 0, None),
    ("area", 0, None),
)  # fmt: skip
_AREA: tuple[tuple[str, int, int | None], ...] = (
    ("areaDesc", 1, 1), ("polygon", 0, None), ("circle", 0, None), ("geocode", 0, None),
    ("altitude", 0, 1), ("ceiling", 0, 1),
)  # fmt: skip
_PAIR: tuple[tuple[str, int, int | None], ...] = (("valueName", 1, 1), ("value", 1, 1))
_VALUES = {
    "status": ("Actual", "Exercise", "System", "Test", "Draft"),
    "msgType": ("Alert", "Update", "Cancel", "Ack", "Error"),
    "scope": ("Public", "Restricted", "Private"),
    "category": (
        "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport",
        "Infra", "CBRNE", "Other",
    ),
    "responseType": (
        "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear",
        "None",
    ),
    "urgency": ("Immediate", "Expected", "Future", "Past", "Unknown"),
    "severity": ("Extreme", "Severe", "Moderate", "Minor", "Unknown"),
    "certainty": ("Observed", "Likely", "Possible", "Unlikely", "Unknown"),
}  # fmt: skip
_TIMES = ("sent", "effective", "onset", "expires")


@dataclass(frozen=True)
class Area:
    """Where it holds. A circle is latitude, longitude, radius in km."""

    description: str
    geocodes: tuple[tuple[str, str], ...] = ()
    circle: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Info:
    """The message in one language; values are words of the standard's lists."""

    language: str
    event: str
    urgency: str
    severity: str
    certainty: str
    categories: tuple[str, ...]
    areas: tuple[Area, ...]
    response_types: tuple[str, ...] = ()
    effective: datetime | None = None
    sender_name: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    web: str | None = None
    contact: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reference:
    """An earlier message that this one updates or cancels."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Alert:
    """One message. Times are aware; once sent it never changes."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    infos: tuple[Info, ...] = ()
    references: tuple[Reference, ...] = ()
    incidents: str | None = None
    note: str | None = None

    @property
    def reference(self) -> Reference:
        """How a later message names this one."""
        return Reference(self.sender, self.identifier, self.sent)


def write(alert: Alert, zone: tzinfo) -> bytes:
    """The message as XML, times in the municipality's zone."""
    root = etree.Element(etree.QName(NAMESPACE, "alert"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", alert.sender)
    _add(root, "sent", moment(alert.sent, zone))
    _add(root, "status", alert.status)
    _add(root, "msgType", alert.msg_type)
    _add(root, "scope", "Public")
    _add(root, "note", alert.note)
    if alert.references:
        said = (f"{r.sender},{r.identifier},{moment(r.sent, zone)}" for r in alert.references)
        _add(root, "references", " ".join(said))
    if alert.incidents:
        _add(
            root, "incidents", f'"{alert.incidents}"' if " " in alert.incidents else alert.incidents
        )
    for info in alert.infos:
        _info(root, info, zone)
    return safe_xml.written(root)


def moment(value: datetime, zone: tzinfo) -> str:
    """A time as CAP wants it: seconds, and an offset that is never Z."""
    return value.astimezone(zone).replace(microsecond=0).isoformat()


def _info(root: etree._Element, info: Info, zone: tzinfo) -> None:
    part = _add_part(root, "info")
    _add(part, "language", info.language)
    for category in info.categories:
        _add(part, "category", category)
    _add(part, "event", info.event)
    for response in info.response_types:
        _add(part, "responseType", response)
    _add(part, "urgency", info.urgency)
    _add(part, "severity", info.severity)
    _add(part, "certainty", info.certainty)
    _add(part, "effective", moment(info.effective, zone) if info.effective else None)
    _add(part, "senderName", info.sender_name)
    _add(part, "headline", info.headline)
    _add(part, "description", info.description)
    _add(part, "instruction", info.instruction)
    _add(part, "web", info.web)
    _add(part, "contact", info.contact)
    for name, value in info.parameters:
        _pair(part, "parameter", name, value)
    for area in info.areas:
        place = _add_part(part, "area")
        _add(place, "areaDesc", area.description)
        if area.circle is not None:
            latitude, longitude, radius_km = area.circle
            _add(place, "circle", f"{latitude:.5f},{longitude:.5f} {radius_km:g}")
        for name, value in area.geocodes:
            _pair(place, "geocode", name, value)


def _add_part(parent: etree._Element, name: str) -> etree._Element:
    return safe_xml.add(parent, NAMESPACE, name)


def _add(parent: etree._Element, name: str, value: str | None) -> None:
    if said := safe_xml.clean(value or "").strip():
        safe_xml.add(parent, NAMESPACE, name, said)


def _pair(parent: etree._Element, name: str, key: str, value: str) -> None:
    part = _add_part(parent, name)
    _add(part, "valueName", key)
    _add(part, "value", value)


def problems(content: bytes) -> list[str]:
    """Every rule of the standard that a message breaks; empty for a valid one."""
    try:
        root = safe_xml.parse(content)
    except safe_xml.UnreadableXml as unreadable:
        return [f"not XML: {unreadable}"]
    if root.tag != f"{{{NAMESPACE}}}alert":
        return [f"the root is {root.tag}, not alert of CAP 1.2"]
    found = list(_structure(root, _ALERT))
    for name in ("identifier", "sender"):
        said = safe_xml.text_of(root, name) or ""
        if _FORBIDDEN.search(said):
            found.append(f"{name} holds a space, a comma, < or &: {said!r}")
    kind, references = (safe_xml.text_of(root, name) for name in ("msgType", "references"))
    if kind in ("Update", "Cancel", "Ack", "Error") and not references:
        found.append(f"{kind} without references")
    if kind in ("Alert", "Update") and safe_xml.child(root, "info") is None:
        found.append(f"{kind} without info")
    found += [
        f"no reference: {one!r}"
        for one in (references or "").split()
        if not _REFERENCE.fullmatch(one)
    ]
    for info in root.iter(f"{{{NAMESPACE}}}info"):
        found += _structure(info, _INFO)
    for area in root.iter(f"{{{NAMESPACE}}}area"):
        found += _structure(area, _AREA)
    for name in ("geocode", "parameter", "eventCode"):
        for pair in root.iter(f"{{{NAMESPACE}}}{name}"):
            found += _structure(pair, _PAIR)
    found += _contents(root)
    return found


def _structure(
    parent: etree._Element, rule: Sequence[tuple[str, int, int | None]]
) -> Iterable[str]:
    name = safe_xml.local(parent)
    order = [one for one, _, _ in rule]
    children = [safe_xml.local(one) for one in parent]
    unknown = [one for one in children if one not in order]
    if unknown:
        yield f"{name} has no {unknown[0]}"
        return
    places = [order.index(one) for one in children]
    if places != sorted(places):
        yield f"{name}: its elements are out of order: {' '.join(children)}"
    for child, least, most in rule:
        number = children.count(child)
        if number < least or (most is not None and number > most):
            yield f"{name} has {number} {child}"


def _contents(root: etree._Element) -> Iterable[str]:
    for element in root.iter(etree.Element):
        if etree.QName(element).namespace != NAMESPACE:
            yield f"{element.tag} is of another namespace"
            continue
        name, said = safe_xml.local(element), (element.text or "").strip()
        if name in _VALUES and said not in _VALUES[name]:
            yield f"{name} can't be {said!r}"
        if name in _TIMES and not _TIME.fullmatch(said):
            yield f"{name} is no time of CAP: {said!r}"
        if len(element) == 0 and not said:
            yield f"{name} is empty"
