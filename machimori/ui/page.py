"""The frame every page stands in: bands, place, title, "as of", language, links.

A page begins with ``page = begin("page.overview")`` and reads on like a description of itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import streamlit as st

from machimori.city import City, current_city
from machimori.domain.vocabulary import Mode
from machimori.store.clock import clock_now, is_clock_standing
from machimori.store.journal import Journal, current_journal
from machimori.store.pulse import pulse
from machimori.store.queries import facilities, freshness
from machimori.store.refusals import StoreError
from machimori.store.warehouse import Warehouse, current_warehouse
from machimori.ui import access, document, filters, navigation, states
from machimori.ui.markup import Html, show, tag
from machimori.ui.navigation import Reader
from machimori.wording import (
    EVERYWHERE,
    LANGUAGES,
    device_language,
    numbers,
    pick_language,
    text,
    word,
)
from machimori.wording.catalogue import machine_translated
from machimori.wording.languages import reads_kanji

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from machimori.store.queries.as_of import Moment
    from machimori.ui.access import StaffSession


@dataclass(frozen=True)
class Page:
    """What a page needs to speak: language, municipality, data, time, and who is signed in."""

    lang: str
    city: City
    warehouse: Warehouse
    now: datetime  # aware, UTC
    staff: StaffSession | None
    sources: tuple[str, ...]  # names of the sources the page rests on; empty: all
    beat: str  # the pulse of the stores when the page began
    _bands: DeltaGenerator
    _stated: DeltaGenerator
    #: The moment looked back at, and then ``now`` is its time; a page of the past takes no entry.
    past: Moment | None = None

    @classmethod
    def off_screen(
        cls, lang: str, city: City, warehouse: Warehouse, now: datetime, beat: str
    ) -> Page:
        """A page whose parts are made as markup and drawn elsewhere; it has no bands of its own."""
        nowhere: Any = None
        return cls(lang, city, warehouse, now, None, (), beat, nowhere, nowhere)

    @property
    def journal(self) -> Journal | None:
        """The journal, where there is one; its events are folded over the warehouse."""
        return current_journal(self.city) if self.city.journal_path.exists() else None

    @property
    def place(self) -> str:
        """The municipality's name in the page's language."""
        return place_name(self.city, self.lang)

    @property
    def zone(self) -> tzinfo:
        """The municipality's zone."""
        return self.city.zone

    def t(self, key: str, **params: Any) -> str:
        """A message of the catalogue in the page's language."""
        return text(key, self.lang, **params)

    def word(self, group: str, code: Any) -> str:
        """The word of a vocabulary's code: ``page.word("role", "shelter")``."""
        return word(group, code, self.lang)

    def moment(self, value: datetime | None) -> str:
        """A time in words, in the municipality's zone."""
        return numbers.moment(value, self.zone, self.lang, now=self.now)

    def clock(self, value: datetime | None) -> str:
        """``14:05``, with the day where it is another one."""
        return numbers.clock(value, self.zone, self.lang, now=self.now)

    def age(self, value: datetime | None) -> str:
        """How long before the page's now."""
        return numbers.age(numbers.minutes_between(value, self.now), self.lang)

    def as_of(self, value: datetime | None) -> None:
        """State the data's time under the title. The clock's time never stands there.

        Data that states no time is said to be fetched, and when.
        """
        self.as_of_words(self.as_of_sentence(value))

    def as_of_sentence(self, value: datetime | None) -> str:
        """What ``as_of`` states."""
        if numbers.is_missing(value):
            return self.fetched_words(self.fetched_at(*self.sources))
        return numbers.as_of(value, self.zone, self.lang, now=self.now)

    def as_of_sources(self) -> None:
        """State the newest time of all sources, and of those without one when they were fetched."""
        found = freshness.sources(self.warehouse, now=self.now, names=self.sources)
        undated = found.loc[found["as_of"].isna(), "fetched_at"].max()
        newest = found["as_of"].max()
        if numbers.is_missing(newest) or numbers.is_missing(undated):
            self.as_of(None if numbers.is_missing(newest) else newest)
            return
        stated = numbers.as_of(newest, self.zone, self.lang, now=self.now)
        self.as_of_words(
            self.t("word.as_of_and_fetched", stated=stated, fetched=self.fetched_words(undated))
        )

    def fetched_at(self, *names: str) -> datetime | None:
        """When the sources of these names were last fetched; all of them where none is named."""
        found = freshness.sources(self.warehouse, now=self.now, names=names)["fetched_at"].max()
        return None if numbers.is_missing(found) else found

    def fetched_words(self, value: datetime | None) -> str:
        """``取得 11月21日（土）``."""
        return numbers.fetched(value, self.zone, self.lang, now=self.now)

    def as_of_words(self, words: str) -> None:
        """State in words what a single time would not say."""
        with self._stated:
            show(tag("div", as_of_html(words), data_live="as_of", data_pulse=self.beat))

    def band(self, kind: str, sentence: str) -> None:
        """A band on top of the page: training, stale or unpublished."""
        with self._bands:
            show(band_html(kind, text(f"band.{kind}", self.lang), sentence))


def as_of_html(words: str) -> Html:
    """The line under the title."""
    return tag("p", words, class_="m-asof")


def band_html(kind: str, name: str, sentence: str) -> Html:
    """One band: its name first, then what it means here."""
    return tag("p", tag("strong", name), " ", sentence, class_=f"m-band m-band-{kind}", role="note")


def place_name(city: City, lang: str) -> str:
    """The municipality's name in a language, Japanese where it has no other."""
    return city.name if reads_kanji(lang) else city.name_en or city.name


def wanted_language() -> str | None:
    """The language the reader wants, of all there are: the switch, the pages before, the address.

    A page's fields are new on every page, so what was wanted is remembered beside them: a page
    that lacks it shows another one, and the next speaks it again. None where nothing was asked.
    """
    switched = st.session_state.get("lang")
    if switched and switched != st.session_state.get("language_shown"):
        st.session_state["language"] = switched
    elif "language" not in st.session_state:
        asked = st.query_params.get("lang")
        if asked in LANGUAGES:
            st.session_state["language"] = asked
    wanted: str | None = st.session_state.get("language")
    return wanted


def first_language() -> str | None:
    """Before the page is known: what the reader wants, else what the device speaks."""
    return wanted_language() or device_language(st.context.locale)


def language(reader: Reader = "public", offered: Sequence[str] = EVERYWHERE) -> str:
    """The language a page speaks: what the reader wants, else his device's, else Japanese.

    Staff pages begin in Japanese whatever the device says: the desk speaks one language.
    """
    device = device_language(st.context.locale, offered) if reader == "public" else None
    lang = pick_language(wanted_language() or device, offered)
    if st.session_state.get("lang") not in offered:
        st.session_state["lang"] = lang
    st.session_state["language_shown"] = lang
    return lang


def begin(
    title_key: str,
    *,
    reader: Reader = "public",
    role: str | None = None,
    sources: Sequence[str] = (),
) -> Page:
    """Draw the frame and open the data; stops the page where there is none or no permission.

    Args:
        title_key: catalogue key of the heading.
        reader: who the page is for; decides links and the words of the states.
        role: the role a staff page asks for. Nothing is opened before it is granted.
        sources: which of the ten sources the page rests on (all where empty); they decide what
            the sample and old-data bands say.
    """
    navigation.through_the_front_door()
    city = current_city()
    offered = navigation.offered(title_key, city)
    lang = language(reader, offered)
    bands = st.container(key="bands")
    stated = _header(title_key, lang, city, reader, offered)
    document.speak(lang)
    staff = access.require(role) if role else None
    try:
        beat = pulse(city)  # first: what comes while the page is drawn is news
        warehouse = current_warehouse(city)
        # Another municipality's is refused here, not amid the page.
        journal = current_journal(city) if city.journal_path.exists() else None
    except StoreError as problem:
        states.no_warehouse(lang, city, reader, problem)
        st.stop()
    now = clock_now(warehouse, journal)
    page = Page(lang, city, warehouse, now, staff, tuple(sources), beat, bands, stated)
    _source_bands(page, sources)
    _drill_band(page)
    if machine_translated(lang, navigation.area(title_key)):
        page.band("provisional", page.t("band.provisional_text"))
    return page


def _header(
    title_key: str, lang: str, city: City, reader: Reader, offered: Sequence[str]
) -> DeltaGenerator:
    with st.container(key="masthead", horizontal=True, vertical_alignment="center"):
        show(
            tag(
                "header",
                tag(
                    "p",
                    f"{place_name(city, lang)} ",
                    tag("span", text("app.name", lang)),
                    class_="m-place",
                ),
                class_="m-masthead",
            )
        )
        with st.container(key="language", width="content"):
            filters.choice(
                "lang",
                text("language.label", lang),
                offered,
                words=lambda code: text(f"language.{code}", lang),
                label_visibility="collapsed",
            )
    navigation.links(lang, reader)
    show(tag("h1", text(title_key, lang), class_="m-title", id="content"))
    return st.container(key="stated")


def _drill_band(page: Page) -> None:
    """A drill in force is said on every page, whoever reads it."""
    on = facilities.incident_in_force(page.warehouse, page.journal, now=page.now)
    if on is not None and on.mode == Mode.TRAINING:
        page.band("training", page.t("band.training_text", name=on.name))


def _source_bands(page: Page, names: Sequence[str]) -> None:
    used = freshness.sources(page.warehouse, now=page.now, names=names)
    made_up = _names(page, used[used["is_sample"]]["source_name"])
    real = _names(page, used[~used["is_sample"]]["source_name"])
    if made_up:
        sentence = page.t("band.sample_but", real=real) if real else page.t("band.sample_all")
        if page.warehouse.build.is_sample and is_clock_standing(page.warehouse, page.journal):
            sentence += page.t("band.sample_clock")
        with page._bands:
            show(band_html("sample", page.t("band.sample"), sentence))
    behind = used[used["is_behind"]]
    if len(behind):
        oldest = behind["as_of"].min()
        page.band(
            "stale",
            page.t(
                "band.stale_undated" if numbers.is_missing(oldest) else "band.stale_text",
                names=_names(page, behind["source_name"]),
                moment=page.moment(oldest),
            ),
        )


def _names(page: Page, source_names: Any) -> str:
    unique = dict.fromkeys(source_names)
    return page.t("word.join").join(page.word("source_name", one) for one in unique)
