"""Writing an お知らせ: a fixed phrase in five languages or own words, to whom, about where."""

from __future__ import annotations

import streamlit as st

from machimori.domain.evacuation import WHOLE
from machimori.domain.event_payloads import MESSAGE_LANGUAGES
from machimori.domain.messages import Message
from machimori.store.order_desk import LONGEST_MESSAGE
from machimori.store.queries import facilities, orders
from machimori.store.queries.board import Incident
from machimori.store.queries.orders import District
from machimori.ui import acting, filters
from machimori.ui.markup import Html, show, tag
from machimori.ui.order_form import desk
from machimori.ui.order_panels import area_words
from machimori.ui.page import Page
from machimori.ui.phrases import PHRASES, WITH_PLACE, in_all_languages, provisional_languages

_TRANSLATED = tuple(lang for lang in MESSAGE_LANGUAGES if lang != "ja")


def message_form(page: Page, incident: Incident) -> None:
    """Phrase, place, words in five languages, audience; one button sends it."""
    show(tag("h2", page.t("orders.write"), class_="m-h2"))
    audience = filters.choice(
        "audience",
        page.t("orders.audience"),
        ("public", "staff"),
        words=lambda code: page.t(f"orders.audience_{code}"),
    )
    named = {one.district_id: one for one in orders.districts(page.warehouse)}
    area = (
        st.selectbox(
            page.t("orders.about"),
            [WHOLE, *named],
            format_func=lambda code: area_words(
                page, None if code == WHOLE else code, named.get(code)
            ),
            key=acting.field("message", "area"),
        )
        or WHOLE
    )
    phrase = st.selectbox(
        page.t("orders.phrase"),
        PHRASES,
        index=None,
        placeholder=page.t("orders.own_words"),
        format_func=lambda code: page.t(f"phrase_name.{code}"),
        key=acting.field("message", "phrase"),
    )
    place = ""
    if phrase in WITH_PLACE:
        place = _place(page)
    _fill(page, phrase, named.get(area), place)
    texts = {"ja": _words(page, "ja")}
    with st.expander(page.t("orders.other_languages"), expanded=False):
        for lang in _TRANSLATED:
            texts[lang] = _words(page, lang)
        st.pills(
            page.t("orders.machine"),
            _TRANSLATED,
            selection_mode="multi",
            format_func=lambda lang: page.t(f"language.{lang}"),
            key=acting.field("message", "machine"),
        )
        show(tag("p", page.t("orders.machine_note"), class_="m-quiet m-small"))
    missing = [page.t(f"language.{lang}") for lang in _TRANSLATED if not texts[lang].strip()]
    if audience == "public" and missing and texts["ja"].strip():
        langs = page.t("orders.and").join(missing)
        show(tag("p", page.t("orders.missing_languages", languages=langs), class_="m-old"))
    ready = bool(texts["ja"].strip()) and not (phrase in WITH_PLACE and not place)
    acting.button(
        page,
        page.t(f"orders.send_{audience}"),
        "message",
        lambda now, key: desk(now, incident).send(
            {lang: acting.typed("message", lang) or "" for lang in MESSAGE_LANGUAGES},
            client_key=key,
            audience=audience,
            district_id=None if area == WHOLE else area,
            machine_translated=acting.typed("message", "machine") or [],
        ),
        page.t("orders.message_sent"),
        type="primary",
        disabled=not ready,
        key="send_message",
    )


def _place(page: Page) -> str:
    """Name of a public place; one that is not public must not get into a public sentence."""
    found = facilities.public_places(page.warehouse)
    names = sorted({str(name) for name in found["name"]})
    chosen = st.selectbox(
        page.t("orders.place"), names, index=None, placeholder=page.t("orders.choose_place"),
        key=acting.field("message", "place"), accept_new_options=True,
    )  # fmt: skip
    return chosen or ""


def _fill(page: Page, phrase: str | None, district: District | None, place: str) -> None:
    """Put the phrase into the fields whenever what it is made of was chosen anew."""
    made_of = (phrase, district.district_id if district else None, place)
    filled = acting.field("message", "filled")
    if phrase is None or st.session_state.get(filled) == made_of:
        return
    st.session_state[filled] = made_of
    found = facilities.public_places(page.warehouse)
    english = found.loc[found["name"] == place, "name_en"].dropna()
    spoken = in_all_languages(
        phrase,
        district=district,
        place=place or page.t("orders.place_blank"),
        place_en=str(english.iloc[0]) if len(english) else "",
    )
    for lang, words in spoken.items():
        st.session_state[acting.field("message", lang)] = words
    st.session_state[acting.field("message", "machine")] = [
        lang for lang in provisional_languages() if lang in _TRANSLATED
    ]


def _words(page: Page, lang: str) -> str:
    return (
        st.text_area(
            page.t("orders.words_in", language=page.t(f"language.{lang}")),
            key=acting.field("message", lang),
            max_chars=LONGEST_MESSAGE,
            height=96,
        )
        or ""
    )


def messages_out(page: Page, incident: Incident, *, may_write: bool) -> None:
    """What is being said now and to whom, each with the way to withdraw it; then what was said."""
    show(tag("h2", page.t("orders.messages_out"), class_="m-h2"))
    told = orders.messages(page.journal, incident)
    if not any(one.is_out(page.now) for one in told):
        show(tag("p", page.t("alerts.none_messages"), class_="m-quiet"))
    named = {one.district_id: one for one in orders.districts(page.warehouse)}
    for one in sorted(told, key=lambda one: not one.is_out(page.now)):
        with st.container(key=f"message_{one.message_id}", border=True):
            show(_head(page, one, named.get(one.district_id or "")))
            words = one.spoken("ja").text
            is_out = one.is_out(page.now)
            show(tag("p", words if is_out else tag("del", words), class_="m-stranger"))
            if not is_out:
                gone = page.t("orders.withdrawn_at", clock=page.clock(one.withdrawn_at))
                show(tag("p", gone, class_="m-quiet m-small"))
            elif may_write:
                _withdrawing(page, incident, one.message_id)


def _head(page: Page, message: Message, district: District | None) -> Html:
    """Audience, place, time and languages of a message."""
    languages = page.t("orders.and").join(
        page.t("orders.provisional", language=page.t(f"language.{lang}"))
        if lang in message.machine_translated
        else page.t(f"language.{lang}")
        for lang in MESSAGE_LANGUAGES
        if message.texts.get(lang)
    )
    return tag(
        "p",
        tag("span", page.t(f"orders.audience_{message.audience}"), class_="m-tag"),
        tag("strong", area_words(page, message.district_id, district)),
        " ",
        page.t("alerts.sent", clock=page.clock(message.issued_at)),
        " ",
        tag("span", languages, class_="m-quiet m-small"),
    )


def _withdrawing(page: Page, incident: Incident, message_id: str) -> None:
    name = f"withdraw_{message_id}"
    acting.button(
        page,
        page.t("orders.withdraw"),
        name,
        lambda now, key: desk(now, incident).withdraw(message_id, client_key=key),
        page.t("orders.message_withdrawn"),
        key=name,
    )
