"""An L-Alert shelter document of somebody else's, row by row: taken, or refused with a reason.

Nothing in it is trusted: numbers, times and words are checked one by one, and a zero that the
format writes for every shut place is not taken for a count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from machimori.domain.vocabulary import Opening
from machimori.exchange import safe_xml
from machimori.exchange.lalert import Information
from machimori.exchange.lalert_words import Words, words

MOST_PEOPLE = 1_000_000
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken: its number in the document, its name, and the reason's code."""

    row: int
    name: str
    code: str
    value: str = ""


@dataclass(frozen=True)
class Received:
    """What a document says of itself, its rows, and what was refused or passed over."""

    mode: str  # real, training
    document_id: str | None
    revision: int | None
    previous_revision: int | None
    distribution_type: str | None
    sender_id: str | None
    sent_at: datetime | None
    incident_name: str | None
    rows: tuple[tuple[int, Information], ...]
    refused: tuple[Refusal, ...]
    passed_over: tuple[Refusal, ...]  # values left out of a row that was taken


class NotShelters(ValueError):
    """A document of another kind; the message names what it is."""


class _Refused(ValueError):
    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.value = value[:_LONGEST_NAME]


def read(content: bytes, *, is_own: bool = False) -> Received:
    """Read a document.

    Args:
        content: as it came.
        is_own: one of ours, kept as it was sent: then a test is read too.

    Raises:
        safe_xml.UnreadableXml: not XML we read; entities are refused.
        NotShelters: another kind of document, or a status that is neither real nor exercise.
    """
    said = words()
    root = safe_xml.parse(content)
    embedded = safe_xml.child(root, "contentObject", "xmlContent", "embeddedXMLContent")
    body = safe_xml.child(embedded, "Report", "Shelter")
    if body is None or etree.QName(body).namespace != said.namespaces["body"]:
        raise NotShelters(safe_xml.local(root) if body is None else str(etree.QName(body)))
    status = safe_xml.text_of(root, "distributionStatus")
    modes = tuple(said.distribution_status) if is_own else said.modes_read
    mode = {said.distribution_status[ours]: ours for ours in modes}.get(status or "")
    if mode is None:
        raise NotShelters(f"distributionStatus {status}")
    content_object = safe_xml.child(root, "contentObject")
    rows: list[tuple[int, Information]] = []
    refused: list[Refusal] = []
    passed: list[Refusal] = []
    for number, element in enumerate(_informations(body), 1):
        name = safe_xml.text_of(element, "Location", "areaName") or ""
        try:
            row, left = _information(said, element)
        except _Refused as refusal:
            refused.append(Refusal(number, name[:_LONGEST_NAME], refusal.code, refusal.value))
        else:
            rows.append((number, row))
            passed += [Refusal(number, row.name, code, value) for code, value in left]
    return Received(
        mode=mode,
        document_id=safe_xml.text_of(content_object, "documentID"),
        revision=_lenient(safe_xml.text_of(content_object, "documentRevision")),
        previous_revision=_lenient(safe_xml.text_of(content_object, "previousDocumentRevision")),
        distribution_type=safe_xml.text_of(root, "distributionType"),
        sender_id=safe_xml.text_of(root, "senderID"),
        sent_at=_sent(safe_xml.text_of(root, "dateTimeSent")),
        incident_name=safe_xml.text_of(body, "Disaster", "DisasterName"),
        rows=tuple(rows),
        refused=tuple(refused),
        passed_over=tuple(passed),
    )


def _informations(body: etree._Element) -> list[etree._Element]:
    listed = safe_xml.child(body, "Informations")
    return (
        []
        if listed is None
        else [element for element in listed if safe_xml.local(element) == "Information"]
    )


def _information(said: Words, element: etree._Element) -> tuple[Information, list[tuple[str, str]]]:
    name = safe_xml.text_of(element, "Location", "areaName")
    if not name:
        raise _Refused("name")
    if len(name) > _LONGEST_NAME:
        raise _Refused("name", name)
    type_text = safe_xml.text_of(element, "Type") or ""
    kind = said.types_also_read.get(type_text, type_text)
    if kind not in said.types:
        raise _Refused("type", type_text)
    sort = safe_xml.text_of(element, "Sort") or ""
    if sort not in said.sorts:
        raise _Refused("sort", sort)
    if (kind in said.always_open) != (sort == Opening.PERMANENT):
        raise _Refused("not_permanent" if kind in said.always_open else "permanent", sort)
    status = safe_xml.text_of(element, "Status")
    if status is not None and status not in said.statuses:
        raise _Refused("status", status)
    moment = _moment(safe_xml.text_of(element, "DateTime"))
    if moment is None and sort in (Opening.OPEN, Opening.CLOSED):
        raise _Refused("opened_at" if sort == Opening.OPEN else "closed_at")
    left: list[tuple[str, str]] = []
    counts = {
        name: _whole(safe_xml.text_of(element, "NumberOf", name))
        for name in ("HeadCount", "HeadCountVoluntary", "Households", "HouseholdsVoluntary")
    }
    if sort == Opening.UNKNOWN and any(value is not None for value in counts.values()):
        left.append(("count_of_unknown", str(counts["HeadCount"] or "")))
        counts = dict.fromkeys(counts)
    if sort in said.shut and not any(counts.values()):
        counts = dict.fromkeys(counts)  # the format's filler; nobody counted
    latitude, longitude = _position(safe_xml.text_of(element, "Location", "circle"))
    return Information(
        name=name,
        type=kind,
        sort=sort,
        name_kana=safe_xml.text_of(element, "Location", "areaNameKana"),
        phone=_phone(element),
        address=safe_xml.text_of(element, "Location", "Address"),
        latitude=latitude,
        longitude=longitude,
        type_detail=safe_xml.text_of(element, "TypeDetail"),
        date_time=moment if sort in (Opening.OPEN, Opening.CLOSED) else None,
        capacity=_whole(safe_xml.text_of(element, "Capacity")),
        status=status,
        head_count=counts["HeadCount"],
        head_count_voluntary=counts["HeadCountVoluntary"],
        households=counts["Households"],
        households_voluntary=counts["HouseholdsVoluntary"],
        checked_at=_moment(safe_xml.text_of(element, "CheckedDateTime")),
    ), left


def _phone(element: etree._Element) -> str | None:
    location = safe_xml.child(element, "Location")
    for one in () if location is None else location:
        kinds = [value for key, value in one.attrib.items() if str(key).endswith("contactType")]
        if safe_xml.local(one) == "ContactInfo" and kinds == ["phone"]:
            return (one.text or "").strip() or None
    return None


def _whole(value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and int(value) <= MOST_PEOPLE):
        raise _Refused("number", value)
    return int(value)


def _lenient(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() else None


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        when = datetime.fromisoformat(value)
    except ValueError as error:
        raise _Refused("time", value) from error
    if when.tzinfo is None:
        raise _Refused("time_zone", value)
    return when


def _sent(value: str | None) -> datetime | None:
    try:
        return _moment(value)
    except _Refused:
        return None


def _position(circle: str | None) -> tuple[float | None, float | None]:
    """Latitude and longitude of ``lat,lon radius``; nothing where it isn't one on this earth."""
    if circle is None:
        return None, None
    try:
        latitude, longitude = (float(part) for part in circle.split()[0].split(","))
    except (ValueError, IndexError):
        return None, None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None, None
    return latitude, longitude
