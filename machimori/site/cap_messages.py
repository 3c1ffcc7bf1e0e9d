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
from machimori.exchange.cap import Alert, Area, Info
from machimori.store.journal import EventLog
from machimori.store.queries import openings, orders
from machimori.store.queries.facilities import Incident
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse
from machimori.wording import languages, text, word

#: 警戒レベル -> urgency, severity, certainty, response type.
_BY_LEVEL = {
    3: ("Expected", "Moderate", "Likely", "Prepare"),
    4: ("Immediate", "Severe", "Likely", "Evacuate"),
    5: ("Immediate", "Extreme", "Observed", "Shelter"),
}
_OVER = ("Past", "Minor", "Observed", "AllClear")
_CATEGORY = {"earthquake": "Geo", "volcano": "Geo", "landslide": "Geo", "large_fire": "Fire"}
#: 全国地方公共団体コード, the code of the area.
_GEOCODE = "JIS X 0402"
_SAFE = re.compile(r"[A-Za-z0-9_.-]{1,80}")
#: やさしい日本語 has no code of its own; a private part says that it is another Japanese.
_EASY = "ja-x-easy"


@dataclass(frozen=True)
class CapMessages:
    """All messages of one incident, oldest first."""

    city: City
    warehouse: Warehouse
    journal: EventLog | None
    incident: Incident

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
                [self._order_info(lang, int(level), district) for lang in self._languages()],
                replaced,
            )
            sent[event.event_id] = alert
            standing[key] = event.event_id
            yield alert

    def _order_info(self, lang: str, level: int, district: orders.District | None) -> Info:
        area = self._area_name(lang, district)
        kind = text(f"alerts.name_{level}", lang)
        urgency, severity, certainty, response = _BY_LEVEL.get(
            level, ("Unknown", "Unknown", "Unknown", "Monitor")
        )
        return self._info(
            lang,
            event=kind,
            weight=(urgency, severity, certainty),
            responses=(response,),
            headline=text(
                "cap.order", lang, level=text("alerts.level", lang, level=level), kind=kind,
                area=area,
            ),
            instruction=text(f"alerts.what_{level}", lang),
            area=self._area(area),
        )  # fmt: skip

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
                self._message_info(lang, state, districts.get(state.district_id or ""))
                for lang in self._languages()
                if state.texts.get(lang)
            ]
            if infos:
                alert = self._alert(event, infos, sent.get(event.subject))
                sent[event.subject] = alert
                shown[event.subject] = state
                yield alert

    def _message_info(self, lang: str, message: Message, district: orders.District | None) -> Info:
        said = message.texts[lang]
        is_machine = lang in message.machine_translated
        first = said.splitlines()[0] if said.splitlines() else said
        headline = first if len(first) <= 100 else f"{first[:99]}…"
        return self._info(
            lang,
            event=text("alerts.messages", lang),
            weight=("Unknown", "Unknown", "Unknown"),
            headline=f"[{text('alerts.machine', lang)}] {headline}" if is_machine else headline,
            description=said,
            area=self._area(self._area_name(lang, district)),
            parameters=(("translation", "machine"),) if is_machine else (),
        )

    def _openings(self) -> Iterable[Alert]:
        opened: dict[str, Alert] = {}
        for one in openings.public_changes(self.warehouse, self.journal, self.incident):
            event = openings.as_event(one, self.incident)
            before = opened.pop(one.facility_id, None)
            if one.what == "place_opened":
                infos = [self._opening_info(lang, one) for lang in self._languages()]
                alert = self._alert(event, infos, before)
                opened[one.facility_id] = alert
                yield alert
            elif before is not None:
                yield self._cancel(event, before)

    def _opening_info(self, lang: str, place: openings.Change) -> Info:
        name = place.name if languages.reads_kanji(lang) else place.name_en or place.name
        where = " ".join(part for part in (name, place.address) if part)
        area = self._area(where)
        if place.latitude is not None and place.longitude is not None:
            area = replace(area, circle=(place.latitude, place.longitude, 0))
        return self._info(
            lang,
            event=text("cap.opened_event", lang),
            weight=("Unknown", "Minor", "Observed"),
            headline=text("cap.opened", lang, name=name, role=word("role", place.role, lang)),
            area=area,
        )

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
                headline=self._marked(self._over(info, event), _lang(info.language)),
                description=None,
                instruction=None,
                parameters=(),
            )
            for info in gone.infos
        )
        made = self._alert(event, list(infos), gone)
        return replace(made, msg_type="Cancel")

    def _over(self, info: Info, event: Event) -> str:
        lang = _lang(info.language)
        area = info.areas[0].description
        if event.kind == EVACUATION_ORDER:
            return text("cap.lifted", lang, kind=info.event, area=area)
        if event.kind == DISASTER_MESSAGE:
            return text("cap.withdrawn", lang)
        return text(
            "cap.closed",
            lang,
            name=event.payload["names"]["ja" if languages.reads_kanji(lang) else "en"],
            role=word("role", event.payload["role"], lang),
        )

    def _info(
        self,
        lang: str,
        *,
        event: str,
        weight: tuple[str, str, str],
        headline: str,
        area: Area,
        responses: tuple[str, ...] = (),
        description: str | None = None,
        instruction: str | None = None,
        parameters: tuple[tuple[str, str], ...] = (),
    ) -> Info:
        urgency, severity, certainty = weight
        return Info(
            language=_EASY if lang == "easy" else languages.bcp47(lang),
            event=event,
            urgency=urgency,
            severity=severity,
            certainty=certainty,
            categories=(_CATEGORY.get(self.incident.hazard or "", "Safety"),),
            areas=(area,),
            response_types=responses,
            sender_name=self._place(lang),
            headline=self._marked(headline, lang),
            description=description,
            instruction=instruction,
            web=f"{self.city.base_url.rstrip('/')}/shelters?lang={lang}"
            if self.city.base_url
            else None,
            contact=self.city.contact or None,
            parameters=parameters,
        )

    def _marked(self, headline: str, lang: str) -> str:
        """A drill says so in words too: not every reader looks at the status."""
        if self.incident.mode == Mode.TRAINING:
            return f"【{text('band.training', lang)}】{headline}"
        if self.warehouse.build.is_sample:
            return f"【{text('band.sample', lang)}】{headline}"
        return headline

    def _languages(self) -> list[str]:
        return [one for one in languages.LANGUAGES if one in self.city.languages]

    def _place(self, lang: str) -> str:
        if languages.reads_kanji(lang):
            return self.city.name
        return self.city.name_en or self.city.name

    def _area_name(self, lang: str, district: orders.District | None) -> str:
        if district is None:
            return f"{self._place(lang)} {text('alerts.whole', lang)}"
        reads = languages.reads_kanji(lang)
        name = district.name if reads else district.name_en or district.name
        return f"{self._place(lang)} {name}"

    def _area(self, description: str) -> Area:
        return Area(description, ((_GEOCODE, self.city.code),))

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


def _lang(tag: str) -> str:
    return next(
        (one for one in languages.LANGUAGES if one != "easy" and languages.bcp47(one) == tag),
        "easy",
    )
