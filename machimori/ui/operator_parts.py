"""The parts of the operators' page, top to bottom; its script fills them in."""

from __future__ import annotations

from machimori.city import City
from machimori.domain.vocabulary import Crowding, Opening
from machimori.ui.markup import Html, join, safe, tag
from machimori.wording import text, word
from machimori.wording.tokens import state_mark

#: Openings a facility may report; what is legal now is said by the state.
_OPENINGS = (Opening.PREPARING, Opening.OPEN, Opening.CLOSED, Opening.PERMANENT)
CROWDINGS = (Crowding.FREE, Crowding.SOMEWHAT_CROWDED, Crowding.CROWDED, Crowding.FULL)
_LONGEST_NOTE = 200


def crowding_words(code: Crowding, lang: str) -> tuple[str, str, str]:
    """Word, shape and colour."""
    mark = state_mark(Opening.OPEN, code)
    return word("crowding", code, lang), mark.glyph, mark.colour


def status(lang: str) -> Html:
    """What is on, whether it is connected, and what is in force."""
    return join(
        tag("p", id="incident"),
        tag("noscript", tag("p", text("operator.no_script", lang), class_="notice")),
        tag("p", id="closed", class_="notice", role="status", hidden=True),
        tag("p", id="connection", role="status", aria_live="polite"),
        tag("p", text("operator.offline", lang), id="offline", class_="notice", hidden=True),
        tag("p", text("operator.unkept", lang), id="unkept", class_="notice", hidden=True),
        tag("p", text("operator.no_tls", lang), id="no-tls", class_="notice", hidden=True),
        tag(
            "div",
            tag("p", text("operator.own", lang), class_="quiet"),
            tag("p", id="own"),
            tag("p", id="own-at", class_="quiet"),
            class_="box",
        ),
    )


def form(lang: str) -> Html:
    """What can be tapped."""

    def t(key: str) -> str:
        return text(f"operator.{key}", lang)

    def button(label: str, name: str, kind: str = "") -> Html:
        return tag("button", label, id=name, type="button", class_=kind or None)

    openings = (
        tag("button", word("opening", one, lang), type="button", data_opening=one)
        for one in _OPENINGS
    )
    crowdings = []
    for one in CROWDINGS:
        label, glyph, _ = crowding_words(one, lang)
        shape = tag("span", glyph, aria_hidden="true")
        crowdings.append(tag("button", shape, " ", label, type="button", data_crowding=one))
    steps = (
        tag("button", f"+{step}" if step > 0 else f"−{-step}", type="button", data_add=step)
        for step in (-10, -1, 1, 10)
    )
    return tag(
        "div",
        button(t("confirm"), "confirm", "main"),
        tag("p", t("confirm_hint"), class_="quiet"),
        tag("h2", t("opening")),
        tag("div", *openings, class_="choices"),
        tag(
            "div",
            tag("p", id="sure-text"),
            tag("div", button(t("yes"), "yes", "main"), button(t("no"), "no"), class_="row"),
            class_="sure", id="sure", role="alertdialog", aria_labelledby="sure-text", hidden=True,
        ),
        tag("h2", t("crowding")),
        tag("div", *crowdings, class_="choices"),
        tag("h2", t("counts")),
        _pin(lang),
        _number("headcount", t("headcount")),
        _number("outside", t("outside")),
        button(t("send_count"), "send-count"),
        tag("label", t("change"), for_="change"),
        tag("div", *steps, class_="four"),
        tag(
            "div",
            tag("output", id="change"),
            button(t("send_change"), "send-change"),
            button(t("clear"), "clear-change"),
            class_="row",
        ),
        tag("h2", t("note")),
        tag("p", t("note_hint"), class_="quiet"),
        tag("textarea", id="note", rows="2", maxlength=_LONGEST_NOTE, aria_label=t("note")),
        button(t("send_note"), "send-note"),
        id="form", hidden=True,
    )  # fmt: skip


def _number(name: str, label: str) -> Html:
    field = tag("input", id=name, inputmode="numeric", autocomplete="off", maxlength="7")
    return join(tag("label", label, for_=name), field)


def _pin(lang: str) -> Html:
    field = tag("input", id="pin", inputmode="numeric", autocomplete="off", maxlength="6")
    again = tag(
        "button", text("operator.pin_again", lang), id="pin-again", type="button", hidden=True
    )
    forget = tag("button", text("operator.pin_forget", lang), id="forget-pin", type="button",
                 class_="plain")  # fmt: skip
    return join(
        tag(
            "div",
            tag("p", text("operator.pin_hint", lang), class_="quiet"),
            tag("label", text("operator.pin", lang), for_="pin"),
            field,
            id="pin-row",
        ),
        tag("p", text("operator.pin_known", lang), " ", forget, id="pin-known", class_="quiet",
            hidden=True),
        tag("p", id="pin-problem", class_="refused", role="status"),
        again,
    )  # fmt: skip


def log(city: City, lang: str) -> Html:
    """What this telephone reported, and what became of it."""
    return join(
        tag("section", tag("h2", text("operator.log", lang)), tag("ul", id="log"), id="log-part",
            hidden=True),
        tag("p", text("operator.kept", lang), id="kept", class_="quiet", hidden=True),
        tag("p", contact(city, lang), class_="quiet"),
    )  # fmt: skip


def contact(city: City, lang: str) -> Html:
    """Whom to ask."""
    contact = city.staff.contact or text("operator.contact_default", lang)
    return safe(text("operator.contact", lang, contact=contact))
