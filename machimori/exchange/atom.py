"""An Atom feed (RFC 4287) of CAP messages: one entry each, with the message behind its link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from lxml import etree

from machimori.exchange import safe_xml

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"


@dataclass(frozen=True)
class Entry:
    """One message of the feed."""

    entry_id: str
    title: str
    updated: datetime
    link: str
    summary: str = ""
    media_type: str = "application/cap+xml"
    category: str = ""


@dataclass(frozen=True)
class Feed:
    """The feed itself. ``updated`` is that of its newest entry, never the clock's."""

    feed_id: str
    title: str
    updated: datetime
    link: str
    author: str
    entries: tuple[Entry, ...]
    subtitle: str = ""


def write(feed: Feed, zone: tzinfo) -> bytes:
    """The feed as XML, entries in the order they are given."""
    root = etree.Element(etree.QName(NAMESPACE, "feed"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    _add(root, "id", feed.feed_id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", feed.updated.astimezone(zone).isoformat(timespec="seconds"))
    _link(root, feed.link, "self", MEDIA_TYPE)
    _add(safe_xml.add(root, NAMESPACE, "author"), "name", feed.author)
    _entries(root, feed.entries, zone)
    return safe_xml.written(root)


def _entries(root: etree._Element, entries: Iterable[Entry], zone: tzinfo) -> None:
    for one in entries:
        entry = safe_xml.add(root, NAMESPACE, "entry")
        _add(entry, "id", one.entry_id)
        _add(entry, "title", one.title)
        _add(entry, "updated", one.updated.astimezone(zone).isoformat(timespec="seconds"))
        _link(entry, one.link, "alternate", one.media_type)
        if one.category:
            safe_xml.add(entry, NAMESPACE, "category").set("term", safe_xml.clean(one.category))
        _add(entry, "summary", one.summary)


def _add(parent: etree._Element, name: str, value: str) -> None:
    if said := safe_xml.clean(value or "").strip():
        safe_xml.add(parent, NAMESPACE, name, said)


def _link(parent: etree._Element, address: str, relation: str, media_type: str) -> None:
    link = safe_xml.add(parent, NAMESPACE, "link")
    link.set("rel", relation)
    link.set("type", media_type)
    link.set("href", safe_xml.clean(address))
