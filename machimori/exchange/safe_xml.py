"""XML from outside, read without following anything, and XML of ours that never breaks.

A document with a document type declaration is refused: entities are declared there, and none of
the formats we read has one.
"""

from __future__ import annotations

import re

from lxml import etree

#: The largest document we read; the shelters of a prefecture are a tenth of it.
MOST_BYTES = 20_000_000
#: Characters XML 1.0 has no place for, and those that only turn the reading direction of others.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


class UnreadableXml(ValueError):
    """A document that is not read; ``reason`` is a code: empty, too_large, entities, broken."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


def parse(content: bytes) -> etree._Element:
    """The root of a document.

    Raises:
        UnreadableXml: nothing in it, too large, a document type in it, or not well-formed.
    """
    if not content.strip():
        raise UnreadableXml("empty")
    if len(content) > MOST_BYTES:
        raise UnreadableXml("too_large", f"{len(content)} bytes")
    if b"<!doctype" in content.lower():  # before a parser sees what it declares
        raise UnreadableXml("entities")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableXml("broken", str(error)) from error
    if (
        root.getroottree().docinfo.internalDTD is not None
    ):  # in an encoding the first look can't see
        raise UnreadableXml("entities")
    return root


def local(element: etree._Element) -> str:
    """Name of an element without its namespace."""
    return etree.QName(element).localname


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant by local names, whatever namespaces a sender gave them."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def text_of(element: etree._Element | None, *path: str) -> str | None:
    """Text of a descendant without white space around it; None where there is none."""
    found = child(element, *path)
    words = "".join(map(str, found.itertext())).strip() if found is not None else ""
    return words or None


def clean(words: str) -> str:
    """Words that may stand in an XML document, and can't turn what is read after them."""
    return _DIRECTIONS.sub("", _FORBIDDEN.sub("", words))


def add(parent: etree._Element, namespace: str, name: str, value: object = None) -> etree._Element:
    """A new last child; ``value`` is its text, cleaned, None leaves it empty."""
    element = etree.SubElement(parent, etree.QName(namespace, name))
    if value is not None:
        element.text = clean(str(value))
    return element


def written(root: etree._Element) -> bytes:
    """The document in UTF-8, indented, with its declaration."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
