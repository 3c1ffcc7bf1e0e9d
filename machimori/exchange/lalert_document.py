"""A whole L-Alert shelter document: EDXL-DE 1.0 outside, the shelter body inside.

Revisions of one document replace each other; each says which one it replaces. Training is said by
the envelope (``distributionStatus`` Exercise), twice, as the format asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from lxml import etree

from machimori.exchange import safe_xml
from machimori.exchange.lalert import Information, Totals
from machimori.exchange.lalert_words import words

REPORT, UPDATE, CANCEL = "Report", "Update", "Cancel"


@dataclass(frozen=True)
class Document:
    """One revision. Times are aware; ``rows`` and ``totals`` come from ``lalert.sending``."""

    document_id: str
    revision: int  # 1, 2, ...
    previous_revision: int | None
    distribution_id: str
    distribution_type: str  # Report, Update, Cancel
    sender_id: str
    mode: str  # real, training
    created_at: datetime
    first_created_at: datetime
    as_of: datetime  # newest confirmation among the rows
    title: str
    headline: str
    area_name: str
    office: str
    incident_name: str
    rows: tuple[Information, ...]
    totals: Totals
    contact: str | None = None
    complement: str | None = None
    errata: str | None = None


def write(document: Document, zone: tzinfo) -> bytes:
    """The document as XML, times in the municipality's zone.

    Raises:
        ValueError: a revision that doesn't follow the one it replaces.
    """
    if document.revision != (document.previous_revision or 0) + 1:
        raise ValueError("a revision follows the one it replaces")
    return safe_xml.written(_Writer(document, zone).envelope())


class _Writer:
    def __init__(self, document: Document, zone: tzinfo) -> None:
        self.document = document
        self.zone = zone
        self.words = words()
        self.spaces = self.words.namespaces

    def add(
        self, parent: etree._Element, space: str, name: str, value: object = None
    ) -> etree._Element:
        said = self.moment(value) if isinstance(value, datetime) else value
        return safe_xml.add(parent, self.spaces[space], name, said)

    def add_known(self, parent: etree._Element, space: str, name: str, value: object) -> None:
        """What is unknown has no element."""
        if value is not None and value != "":
            self.add(parent, space, name, value)

    def moment(self, value: datetime) -> str:
        return value.astimezone(self.zone).isoformat(timespec="seconds")

    def envelope(self) -> etree._Element:
        said = self.document
        prefixes = {
            "pcx_sh": self.spaces["body"],
            "pcx_eb": self.spaces["element"],
            "pcx_ib": self.spaces["information"],
            "pcxml": self.spaces["report"],
            "commons": self.spaces["commons"],
            "edxlde": self.spaces["edxl"],
        }
        root = etree.Element(
            etree.QName(self.spaces["edxl"], "EDXLDistribution"), nsmap=dict(prefixes)
        )
        status = self.words.distribution_status[said.mode]
        self.add(root, "edxl", "distributionID", said.distribution_id)
        self.add(root, "edxl", "senderID", said.sender_id)
        self.add(root, "edxl", "dateTimeSent", said.created_at)
        self.add(root, "edxl", "distributionStatus", status)
        self.add(root, "edxl", "distributionType", said.distribution_type)
        self.add(root, "edxl", "combinedConfidentiality", self.words.confidentiality)
        self.add(self.add(root, "commons", "targetArea"), "commons", "areaName", said.area_name)
        content = self.add(root, "commons", "contentObject")
        self.add(content, "edxl", "contentDescription", said.title)
        embedded = self.add(self.add(content, "edxl", "xmlContent"), "edxl", "embeddedXMLContent")
        report = self.add(embedded, "report", "Report")
        self.control(report, status)
        self.head(report)
        self.body(report)
        self.add(content, "commons", "publishingOfficeName", said.office)
        self.add_known(content, "commons", "previousDocumentRevision", said.previous_revision)
        self.add(content, "commons", "documentRevision", said.revision)
        self.add(content, "commons", "documentID", said.document_id)
        self.add(content, "commons", "category", self.words.category)
        return root

    def control(self, report: etree._Element, status: str) -> None:
        said = self.document
        control = self.add(report, "report", "Control")
        self.add(control, "report", "Title", self.words.category)
        self.add(control, "edxl", "distributionStatus", status)
        for name in ("EditorialOffice", "PublishingOffice"):
            office = self.add(control, "report", name)
            self.add(office, "element", "OfficeName", said.office)
            if said.contact and name == "PublishingOffice":
                self.contact(office, "phone", said.contact)
        if said.errata:
            self.add(self.add(control, "report", "Errata"), "element", "Description", said.errata)

    def head(self, report: etree._Element) -> None:
        said = self.document
        head = self.add(report, "information", "Head")
        self.add(head, "information", "Title", said.title)
        self.add(head, "information", "CreateDateTime", said.created_at)
        self.add(head, "information", "FirstCreateDateTime", said.first_created_at)
        self.add(head, "information", "ReportDateTime", said.created_at)
        self.add(head, "information", "TargetDateTime", said.as_of)
        self.add(head, "edxl", "distributionID", said.distribution_id)
        self.add(head, "edxl", "distributionType", said.distribution_type)
        self.add(head, "commons", "documentRevision", said.revision)
        self.add(head, "commons", "documentID", said.document_id)
        headline = self.add(head, "information", "Headline")
        self.add(headline, "information", "Text", said.headline)
        areas = self.add(headline, "information", "Areas")
        area = self.add(areas, "information", "Area")
        self.add(area, "commons", "areaName", said.area_name)

    def body(self, report: etree._Element) -> None:
        said = self.document
        shelter = self.add(report, "body", "Shelter")
        disaster = self.add(shelter, "element", "Disaster")
        self.add(disaster, "element", "DisasterName", said.incident_name)
        self.add_known(shelter, "body", "ComplementaryInfo", said.complement)
        if (said.totals.head_count, said.totals.households) != (None, None):
            total = self.add(shelter, "body", "TotalNumber")
            self.add_known(total, "body", "HeadCount", said.totals.head_count)
            self.households(total, "Households", said.totals.households)
        self.add(shelter, "body", "TotalNumberOfShelter", said.totals.shelters)
        informations = self.add(shelter, "body", "Informations")
        for row in said.rows:
            self.information(self.add(informations, "body", "Information"), row)

    def information(self, parent: etree._Element, row: Information) -> None:
        location = self.add(parent, "body", "Location")
        if row.latitude is not None and row.longitude is not None:
            self.add(location, "edxl", "circle", f"{row.latitude:.6f},{row.longitude:.6f} 0")
        self.add(location, "commons", "areaName", row.name)
        self.add_known(location, "commons", "areaNameKana", row.name_kana)
        if row.phone:
            self.contact(location, "phone", row.phone)
        self.add_known(location, "body", "Address", row.address)
        self.add(parent, "body", "Type", row.type)
        self.add(parent, "body", "Sort", row.sort)
        for name, value in (
            ("TypeDetail", row.type_detail),
            ("DateTime", row.date_time),
            ("Capacity", row.capacity),
            ("Status", row.status),
        ):
            self.add_known(parent, "body", name, value)
        counts = (
            row.head_count,
            row.head_count_voluntary,
            row.households,
            row.households_voluntary,
        )
        if counts != (None,) * 4:
            number = self.add(parent, "body", "NumberOf")
            self.add_known(number, "body", "HeadCount", row.head_count)
            self.add_known(number, "body", "HeadCountVoluntary", row.head_count_voluntary)
            self.households(number, "Households", row.households)
            self.households(number, "HouseholdsVoluntary", row.households_voluntary)
        self.add_known(parent, "body", "CheckedDateTime", row.checked_at)

    def contact(self, parent: etree._Element, kind: str, value: str) -> None:
        element = self.add(parent, "element", "ContactInfo", value)
        element.set(etree.QName(self.spaces["element"], "contactType"), kind)

    def households(self, parent: etree._Element, name: str, value: int | None) -> None:
        if value is not None:
            element = self.add(parent, "body", name, value)
            element.set(etree.QName(self.spaces["body"], "unit"), "世帯")
