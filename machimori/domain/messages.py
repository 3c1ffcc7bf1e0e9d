"""Disaster messages (お知らせ): what was said to whom, in which languages, and until when.

A message is a subject of its own; later events about it correct its words or withdraw it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from machimori.domain.evacuation import WHOLE
from machimori.domain.event_payloads import MESSAGE_LANGUAGES
from machimori.domain.events import DISASTER_MESSAGE, Event

#: What a reader of a language gets where the message lacks it: the nearest he may read, in order.
INSTEAD: Mapping[str, tuple[str, ...]] = {
    "ja": ("easy", "en"),
    "easy": ("ja", "en"),
    "en": ("easy", "ja"),
    "zh": ("en", "easy", "ja"),
    "ko": ("en", "easy", "ja"),
}


@dataclass(frozen=True)
class Spoken:
    """A message's words for a reader: in which language they are, and whether provisional."""

    text: str
    lang: str
    is_machine_translated: bool


@dataclass(frozen=True)
class Message:
    """One message as it stands. Times are naive UTC; ``district_id`` None: whole municipality."""

    message_id: str
    last_event_id: str
    incident_id: str | None
    mode: str
    texts: Mapping[str, str]
    machine_translated: frozenset[str]
    audience: str  # public, staff
    issued_at: datetime
    received_at: datetime  # when its first event was
    district_id: str | None = None
    withdrawn_at: datetime | None = None
    reporter: str = field(default="", repr=False)

    def is_out(self, now: datetime) -> bool:
        """Whether it is said at ``now`` (aware)."""
        moment = now.astimezone(UTC).replace(tzinfo=None)
        over = self.withdrawn_at is not None and self.withdrawn_at <= moment
        return self.issued_at <= moment and not over

    def spoken(self, lang: str) -> Spoken:
        """The words for a reader of a language, in the nearest one there is."""
        for one in (lang, *INSTEAD.get(lang, MESSAGE_LANGUAGES)):
            if self.texts.get(one):
                return Spoken(self.texts[one], one, one in self.machine_translated)
        return Spoken("", lang, False)


def folded_messages(events: Iterable[Event]) -> list[Message]:
    """All messages, newest first: per message the latest words, audience, place and times.

    A superseded event is out with all it said; a message nothing is left of is not listed. Real
    and training never touch each other.
    """
    said = [event for event in events if event.kind == DISASTER_MESSAGE]
    out = {
        (event.payload.get("supersedes"), event.mode)
        for event in said
        if event.payload.get("supersedes") != event.event_id
    }
    about: dict[tuple[str, str], list[Event]] = {}
    for event in sorted(said, key=lambda one: (one.observed_at, one.received_at, one.event_id)):
        if (event.event_id, event.mode) not in out:
            about.setdefault((event.mode, event.subject), []).append(event)
    found = [_message(those) for those in about.values()]
    spoken = [one for one in found if any(one.texts.values())]
    return sorted(spoken, key=lambda one: (one.issued_at, one.message_id), reverse=True)


def _message(events: list[Event]) -> Message:
    words: dict[str, str] = {}
    state: dict[str, object] = {}
    machine: frozenset[str] = frozenset()
    for event in events:
        texts = {
            lang: event.payload[f"text_{lang}"]
            for lang in MESSAGE_LANGUAGES
            if event.payload.get(f"text_{lang}")
        }
        if texts:  # words are replaced together: a translation of older ones would be wrong
            words, machine = texts, frozenset(event.payload.get("machine_translated", ()))
        names = ("audience", "district_id", "issued_at", "withdrawn_at")
        state |= {name: event.payload[name] for name in names if name in event.payload}
    first = events[0]
    district = state.get("district_id")
    return Message(
        message_id=first.subject,
        last_event_id=events[-1].event_id,
        incident_id=first.incident_id,
        mode=first.mode,
        texts=words,
        machine_translated=machine & frozenset(words),
        # Public only where that was said: silence must not publish.
        audience=str(state.get("audience", "staff")),
        issued_at=_naive(state.get("issued_at")) or _plain(first.observed_at),
        received_at=_plain(first.received_at),
        district_id=None if district in (None, WHOLE) else str(district),
        withdrawn_at=_naive(state.get("withdrawn_at")),
        reporter=first.reporter,
    )


def _naive(value: object) -> datetime | None:
    return None if value is None else _plain(datetime.fromisoformat(str(value)))


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
