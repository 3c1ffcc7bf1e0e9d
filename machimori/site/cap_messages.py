"""CAP messages of an incident: one for each thing that was said, and it never changes afterwards.

Orders, public messages and openings of public places. A lift, a withdrawal or a closing cancels
the message it ends; a newer order, a corrected one or new words update it. A drill is Exercise
and generated data is Test, so that nothing of either can reach the public as real.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from machimori.city import City
from machimori.domain.evacuation import WHOLE
from machimori.domain.events import DISASTER_MESSAGE, EVACUATION_ORDER, Event
from machimori.domain.messages import Message, folded_messages
from machimori.domain.vocabulary import Mode
from machimori.exchange.cap import Alert, Info
from machimori.site.cap_words import CapWords, lang_of
from machimori.store.journal import EventLog
from machimori.store.queries import openings, orders
from machimori.store.queries.facilities import Incident
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse
from machimori.wording import text

#: What an end is like.
_OVER = ("Past", "Minor", "Observed", "AllClear")
_SAFE = re.compile(r"[A-Za-z0-9_.-]{1,80}")


@dataclass(frozen=True)
class CapMessages:
    """All messages of one incident, oldest first."""

    city: City
    warehouse: Warehouse
    journal: EventLog | None
    incident: Incident

    @property
    def words(self) -> CapWords:
        """How they are told."""
        return CapWords(self.city, self.warehouse.build.is_sample, self.incident)

    def alerts(self) -> list[Alert]:
        """The messages that were sent."""
        found = [*self._orders(), *self._messages(), *self._openings()]
        return sorted(found, key=lambda one: (one.sent, one.identifier))

    def _orders(self) -> Iterable[Alert]:
        sent: dict[str, Alert] = {}
        standing: dict[str, str] = {}  # district -> order in force
        districts = {one.district_id: one for one in orders.districts(self.warehouse)}
        for event in self._told(EVACUATION_ORDER):
            said = event.payload
            ended = said.get("lifts") or said.get("supersedes")
            level = said.get("alert_level")
            district = districts.get(str(said.get("district_id", event.subject)))
            if level is None or "lifts" in said:
                if ended in sent:
                    gone = sent.pop(ended)
                    yield self._cancel(event, gone)
                    standing = {key: one for key, one in standing.items() if one != ended}
                continue
            key = str(said.get("district_id", WHOLE))
            replaced = sent.get(str(ended or standing.get(key)))
            alert = self._alert(
                event,
                [self.words.order(lang, int(level), district) for lang in self.words.languages()],
                replaced,
            )
            sent[event.event_id] = alert
            standing[key] = event.event_id
            yield alert

    def _messages(self) -> Iterable[Alert]:
        about: dict[str, list[Event]] = {}
        sent: dict[str, Alert] = {}
        shown: dict[str, Message] = {}
        districts = {one.district_id: one for one in orders.districts(self.warehouse)}
        for event in self._told(DISASTER_MESSAGE):
            about.setdefault(event.subject, []).append(event)
            state = next(iter(folded_messages(about[event.subject])), None)
            is_out = state is not None and state.audience == "public" and state.withdrawn_at is None
            before = shown.get(event.subject)
            if not is_out or state is None:
                if event.subject in sent:
                    yield self._cancel(event, sent.pop(event.subject))
                    del shown[event.subject]
                continue
            if before is not None and before.texts == state.texts:
                continue
            infos = [
                self.words.message(lang, state, districts.get(state.district_id or ""))
                for lang in self.words.languages()
                if state.texts.get(lang)
            ]
            if infos:
                alert = self._alert(event, infos, sent.get(event.subject))
                sent[event.subject] = alert
                shown[event.subject] = state
                yield alert

    def _openings(self) -> Iterable[Alert]:
        opened: dict[str, Alert] = {}
        for one in openings.public_changes(self.warehouse, self.journal, self.incident):
            event = openings.as_event(one, self.incident)
            before = opened.pop(one.facility_id, None)
            if one.what == "place_opened":
                infos = [self.words.opening(lang, one) for lang in self.words.languages()]
                alert = self._alert(event, infos, before)
                opened[one.facility_id] = alert
                yield alert
            elif before is not None:
                yield self._cancel(event, before)

    def _alert(self, event: Event, infos: list[Info], replaced: Alert | None) -> Alert:
        is_machine = any(("translation", "machine") in info.parameters for info in infos)
        return Alert(
            identifier=f"{self.city.code}.{_identifier(event.event_id)}",
            sender=sender(self.city),
            sent=event.received_at,
            status=status(self.warehouse, self.incident),
            msg_type="Update" if replaced else "Alert",
            infos=tuple(infos),
            references=(replaced.reference,) if replaced else (),
            incidents=_identifier(self.incident.incident_id),
            note=text("alerts.machine", "ja") if is_machine else None,
        )

    def _cancel(self, event: Event, gone: Alert) -> Alert:
        """The end of a message, in the words of what it ends."""
        urgency, severity, certainty, response = _OVER
        infos = tuple(
            replace(
                info,
                urgency=urgency,
                severity=severity,
                certainty=certainty,
                response_types=(response,),
                headline=self.words.marked(self.words.over(info, event), lang_of(info.language)),
                description=None,
                instruction=None,
                parameters=(),
            )
            for info in gone.infos
        )
        made = self._alert(event, list(infos), gone)
        return replace(made, msg_type="Cancel")

    def _told(self, kind: str) -> list[Event]:
        return [
            event
            for event in events_of(self.journal, kind)
            if (event.incident_id, event.mode) == (self.incident.incident_id, self.incident.mode)
        ]


def sender(city: City) -> str:
    """Who sends, as CAP wants it: the host of the municipality's address, else its code."""
    host = re.sub(r"^https?://", "", city.base_url).split("/")[0]
    return host or f"municipality-{city.code}"


def status(warehouse: Warehouse, incident: Incident) -> str:
    """Exercise for a drill, Test for generated data, Actual otherwise."""
    if incident.mode == Mode.TRAINING:
        return "Exercise"
    return "Test" if warehouse.build.is_sample else "Actual"


def _identifier(said: str) -> str:
    """An id as CAP allows it; one from a published file may hold anything."""
    if _SAFE.fullmatch(said):
        return said
    return hashlib.sha256(said.encode()).hexdigest()[:24]
