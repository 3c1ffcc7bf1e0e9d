from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from machimori.exchange import atom, cap
from machimori.exchange.cap import Alert, Area, Info

ZONE = ZoneInfo("Asia/Tokyo")
SENT = datetime(2026, 11, 21, 5, 0, 30, 999, tzinfo=UTC)
INFO = Info(
    language="ja-JP",
    event="避難指示",
    urgency="Immediate",
    severity="Severe",
    certainty="Likely",
    categories=("Met", "Geo"),
    areas=(Area("見本区 例題地区", (("JIS X 0402", "131016"),), (35.69, 139.75, 0)),),
    response_types=("Evacuate",),
    effective=SENT,
    sender_name="見本区",
    headline="避難指示（例題地区）",
    description="川の水が増えています。<逃げて> & 急いで",
    instruction="すぐに避難してください。",
    web="https://example.jp/shelters",
    contact="03-0000-0000",
    parameters=(("translation", "ja"),),
)
ALERT = Alert("131016.order.e1", "machimori.example.jp", SENT, "Actual", "Alert", (INFO,))


def texts(content: bytes, name: str) -> list[str]:
    return [str(one.text) for one in etree.fromstring(content).iter(f"{{{cap.NAMESPACE}}}{name}")]


def test_a_message_is_valid_and_says_what_it_was_given() -> None:
    content = cap.write(replace(ALERT, note="仮訳があります", incidents="例題 の地震"), ZONE)
    assert cap.problems(content) == []
    assert texts(content, "sent") == ["2026-11-21T14:00:30+09:00"]
    assert texts(content, "incidents") == ['"例題 の地震"']
    assert texts(content, "description") == ["川の水が増えています。<逃げて> & 急いで"]
    assert texts(content, "circle") == ["35.69000,139.75000 0"]
    assert [one.tag.split("}")[1] for one in etree.fromstring(content)] == [
        "identifier", "sender", "sent", "status", "msgType", "scope", "note", "incidents", "info",
    ]  # fmt: skip


def test_an_update_and_a_cancel_name_what_they_replace() -> None:
    update = replace(
        ALERT, identifier="131016.order.e2", msg_type="Update", references=(ALERT.reference,)
    )
    cancel = Alert(
        "131016.order.e3", ALERT.sender, SENT, "Exercise", "Cancel",
        references=(ALERT.reference, update.reference),
    )  # fmt: skip
    assert cap.problems(cap.write(update, ZONE)) == []
    content = cap.write(cancel, ZONE)
    assert cap.problems(content) == []
    assert texts(content, "references") == [
        "machimori.example.jp,131016.order.e1,2026-11-21T14:00:30+09:00 "
        "machimori.example.jp,131016.order.e2,2026-11-21T14:00:30+09:00"
    ]
    assert texts(content, "status") == ["Exercise"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("<status>Actual<", "<status>Real<", "status can't be 'Real'"),
        ("<status>Actual</status>", "", "alert has 0 status"),
        ("30+09:00</sent>", "30Z</sent>", "sent is no time of CAP: '2026-11-21T14:00:30Z'"),
        ("<severity>Severe<", "<severity>Bad<", "severity can't be 'Bad'"),
        ("<scope>", "<scope>Public</scope><scope>", "alert has 2 scope"),
        ("131016.order.e1<", "131016 order<",
         "identifier holds a space, a comma, < or &: '131016 order'"),
        ("<msgType>Alert<", "<msgType>Update<", "Update without references"),
        ("<areaDesc>見本区 例題地区</areaDesc>", "", "area has 0 areaDesc"),
        ("<valueName>JIS X 0402</valueName>", "", "geocode has 0 valueName"),
        ("<event>避難指示<", "<event> <", "event is empty"),
        ("<event>避難指示</event>", "<event>a</event><kind>b</kind>", "info has no kind"),
        ("<alert xmlns", "<!DOCTYPE alert><alert xmlns", "not XML: entities"),
    ],
)  # fmt: skip
def test_every_broken_rule_is_named(old: str, new: str, problem: str) -> None:
    content = cap.write(ALERT, ZONE).decode()
    assert old in content
    assert problem in cap.problems(content.replace(old, new, 1).encode())


def test_elements_out_of_order_are_seen() -> None:
    root = etree.fromstring(cap.write(ALERT, ZONE))
    root.insert(0, root[3])
    found = cap.problems(etree.tostring(root))
    assert len(found) == 1
    assert found[0].startswith("alert: its elements are out of order: status identifier")
    assert cap.problems(b"<alert/>") == ["the root is alert, not alert of CAP 1.2"]


@settings(max_examples=60)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_a_message(headline: str, description: str) -> None:
    info = replace(INFO, headline=headline, description=description)
    assert cap.problems(cap.write(replace(ALERT, infos=(info,)), ZONE)) == []


def test_a_feed_lists_messages_with_their_links() -> None:
    entry = atom.Entry(
        "urn:machimori:131016.order.e1", "避難指示 <例題>", SENT, "https://example.jp/a?b=1&c=2"
    )
    feed = atom.Feed(
        "urn:machimori:131016", "見本区", SENT, "https://example.jp/f", "見本区", (entry,)
    )
    root = etree.fromstring(atom.write(feed, ZONE))
    spaces = {"a": atom.NAMESPACE}
    assert root.findtext("a:updated", namespaces=spaces) == "2026-11-21T14:00:30+09:00"
    assert root.findtext("a:entry/a:title", namespaces=spaces) == "避難指示 <例題>"
    links = [
        (one.get("rel"), one.get("type"), one.get("href"))
        for one in root.iter(f"{{{atom.NAMESPACE}}}link")
    ]  # noqa: E501
    assert links == [
        ("self", "application/atom+xml", "https://example.jp/f"),
        ("alternate", "application/cap+xml", "https://example.jp/a?b=1&c=2"),
    ]
