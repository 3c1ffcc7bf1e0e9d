"""Messages: words in several languages, put right, withdrawn, and never public by silence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from machimori.domain.events import Event
from machimori.domain.messages import Message, Spoken, folded_messages
from tests.domain.journal_events import START, at, said


def told(event_id: str, minutes: float, subject: str = "m1", **payload: Any) -> Event:
    return said(event_id, "disaster_message", subject, minutes, **payload)


WATER = told(
    "a",
    0,
    text_ja="見本公園で水を配っています。",
    text_en="Water is handed out at Mihon Park.",
    machine_translated=["en"],
    audience="public",
    district_id="west",
)


def test_a_message_as_it_stands() -> None:
    assert folded_messages([WATER]) == [
        Message(
            message_id="m1",
            last_event_id="a",
            incident_id="i1",
            mode="real",
            texts={
                "ja": "見本公園で水を配っています。",
                "en": "Water is handed out at Mihon Park.",
            },
            machine_translated=frozenset({"en"}),
            audience="public",
            issued_at=at(0),
            received_at=at(0),
            district_id="west",
            reporter="見本 太郎",
        )
    ]


def test_a_reader_gets_the_nearest_language_and_is_told_which() -> None:
    (message,) = folded_messages([WATER])
    english = Spoken("Water is handed out at Mihon Park.", "en", True)
    assert [message.spoken(lang) for lang in ("en", "zh", "ko")] == [english] * 3
    japanese = Spoken("見本公園で水を配っています。", "ja", False)
    assert [message.spoken(lang) for lang in ("ja", "easy")] == [japanese] * 2


def test_new_words_take_their_old_translations_away() -> None:
    right = told("b", 10, text_ja="見本公園の水はなくなりました。", supersedes="a")
    (message,) = folded_messages([right, WATER])
    assert message.texts == {"ja": "見本公園の水はなくなりました。"}
    assert (message.machine_translated, message.audience) == (frozenset(), "staff")
    again = told("b", 10, text_ja="終わりました。")
    (kept,) = folded_messages([again, WATER])
    assert (kept.texts, kept.audience, kept.district_id) == (
        {"ja": "終わりました。"},
        "public",
        "west",
    )


def test_withdrawn_is_no_longer_out_and_a_mistaken_withdrawal_is() -> None:
    gone = told("b", 30, withdrawn_at=30)
    (message,) = folded_messages([WATER, gone])
    shown = [message.is_out(START + timedelta(minutes=minutes)) for minutes in (-1, 0, 29, 30)]
    assert shown == [False, True, True, False]
    (back,) = folded_messages([WATER, gone, told("c", 40, supersedes="b")])
    assert back.withdrawn_at is None


def test_silence_about_the_audience_keeps_it_among_staff() -> None:
    (message,) = folded_messages([told("a", 0, text_ja="見本")])
    assert (message.audience, message.district_id) == ("staff", None)


def test_newest_first_and_nothing_left_is_not_listed() -> None:
    events = [
        WATER,
        told("b", 5, "m2", text_ja="二"),
        told("c", 6, "m3", text_ja="三"),
        told("d", 7, "m3", supersedes="c"),
        told("e", 8, text_ja="訓練", mode="training"),
    ]
    assert [(one.message_id, one.mode) for one in folded_messages(events)] == [
        ("m1", "training"),
        ("m2", "real"),
        ("m1", "real"),
    ]
    assert folded_messages(reversed(events)) == folded_messages(events)
