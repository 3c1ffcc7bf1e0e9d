"""One page in one language: the words, times and names its parts are written with."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from machimori.site.facts import Facts
from machimori.wording import numbers, text, word
from machimori.wording.languages import reads_kanji
from machimori.wording.markup import Html, ruby, safe, tag

#: Readers of やさしい日本語 learn hiragana first; published readings are in katakana.
_TO_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}


@dataclass(frozen=True)
class Sheet:
    """The facts, told in one language."""

    facts: Facts
    lang: str
    layout: str  # of status_json: tells a page that its list is another by now

    def t(self, key: str, **params: Any) -> str:
        """A message of the catalogue."""
        return text(key, self.lang, **params)

    def word(self, group: str, code: Any) -> str:
        """The word of a vocabulary's code."""
        return word(group, code, self.lang)

    def clock(self, value: datetime | None) -> str:
        """``14:05``, with the day where it is another one."""
        return numbers.clock(value, self.facts.city.zone, self.lang, now=self.facts.now)

    def moment(self, value: datetime) -> str:
        """A time in words."""
        return numbers.moment(value, self.facts.city.zone, self.lang, now=self.facts.now)

    @property
    def offset_minutes(self) -> int:
        """How far the municipality's clock is ahead of UTC."""
        ahead = numbers.local(self.facts.now, self.facts.city.zone).utcoffset()
        return int((ahead or timedelta()) / timedelta(minutes=1))

    @functools.cached_property
    def names(self) -> Mapping[str, Html]:
        """The name of every public place for the reader, by facility."""
        places = self.facts.places[["facility_id", "name", "name_kana", "name_en"]]
        return {one["facility_id"]: self.name(one) for one in places.to_dict("records")}

    @property
    def municipality(self) -> str:
        """Its name for the reader."""
        city = self.facts.city
        return city.name if reads_kanji(self.lang) else city.name_en or city.name

    def japanese(self, value: Any) -> Html:
        """A Japanese text as it stands, marked so that it is read aloud in Japanese."""
        return safe(value) if self.lang in ("ja", "easy") else tag("span", value, lang="ja")

    def name(self, record: Mapping[Any, Any]) -> Html:
        """A place's name: with its reading for やさしい日本語, in English where it has that."""
        name, kana, english = (record[key] for key in ("name", "name_kana", "name_en"))
        if not reads_kanji(self.lang) and isinstance(english, str) and english:
            return tag("span", english, lang="en") if self.lang != "en" else safe(english)
        if self.lang == "easy" and isinstance(kana, str) and kana:
            return ruby(str(name), kana.translate(_TO_HIRAGANA))
        return self.japanese(name)
