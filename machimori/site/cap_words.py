"""The words of CAP messages in each language of the municipality, and where they hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from machimori.city import City
from machimori.domain.events import DISASTER_MESSAGE, EVACUATION_ORDER, Event
from machimori.domain.messages import Message
from machimori.domain.vocabulary import Mode
from machimori.exchange.cap import Area, Info
from machimori.store.queries import openings, orders
from machimori.store.queries.facilities import Incident
from machimori.wording import languages, text, word

#: 警戒レベル -> urgency, severity, certainty, response type.
_BY_LEVEL = {
    3: ("Expected", "Moderate", "Likely", "Prepare"),
    4: ("Immediate", "Severe", "Likely", "Evacuate"),
    5: ("Immediate", "Extreme", "Observed", "Shelter"),
}
_CATEGORY = {"earthquake": "Geo", "volcano": "Geo", "landslide": "Geo", "large_fire": "Fire"}
#: 全国地方公共団体コード, the code of the area.
_GEOCODE = "JIS X 0402"
#: やさしい日本語 has no code of its own; a private part says that it is another Japanese.
_EASY = "ja-x-easy"


@dataclass(frozen=True)
class CapWords:
    """How one incident of a municipality is told; generated data is marked in words too."""

    city: City
    is_sample: bool
    incident: Incident

    def order(self, lang: str, level: int, district: orders.District | None) -> Info:
        """An order in one language."""
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

    def message(self, lang: str, message: Message, district: orders.District | None) -> Info:
        """A message in one of the languages it has."""
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

    def opening(self, lang: str, place: openings.Change) -> Info:
        """A place that opened, in one language."""
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

    def over(self, info: Info, event: Event) -> str:
        """The headline of the end of a message."""
        lang = lang_of(info.language)
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
            headline=self.marked(headline, lang),
            description=description,
            instruction=instruction,
            web=f"{self.city.base_url.rstrip('/')}/shelters?lang={lang}"
            if self.city.base_url
            else None,
            contact=self.city.contact or None,
            parameters=parameters,
        )

    def marked(self, headline: str, lang: str) -> str:
        """A drill says so in words too: not every reader looks at the status."""
        if self.incident.mode == Mode.TRAINING:
            return f"【{text('band.training', lang)}】{headline}"
        if self.is_sample:
            return f"【{text('band.sample', lang)}】{headline}"
        return headline

    def languages(self) -> list[str]:
        """Those the municipality offers, in the order of the catalogue."""
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


def lang_of(tag: str) -> str:
    """The language a tag stands for."""
    return next(
        (one for one in languages.LANGUAGES if one != "easy" and languages.bcp47(one) == tag),
        "easy",
    )
