"""The operators' page: one small document that needs nothing but itself.

No Streamlit, no outside address. Style and script are named by their hash in the policy, so that
nothing else runs, whatever a name or a note holds.
"""

from __future__ import annotations

import functools
import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machimori.city import City
from machimori.domain.vocabulary import Crowding, Opening
from machimori.ui import theme
from machimori.ui.markup import Html, join, safe, tag
from machimori.wording import LANGUAGES, text, word
from machimori.wording.catalogue import machine_translated
from machimori.wording.languages import bcp47, reads_kanji
from machimori.wording.tokens import state_mark

FOLDER = Path(__file__).parent
WORKER = "/r/worker.js"
#: Openings a facility may report; what is legal now is said by the state.
_OPENINGS = (Opening.PREPARING, Opening.OPEN, Opening.CLOSED, Opening.PERMANENT)
_CROWDINGS = (Crowding.FREE, Crowding.SOMEWHAT_CROWDED, Crowding.CROWDED, Crowding.FULL)
#: Words the script speaks.
_SCRIPT_WORDS = (
    "confirm", "changed", "counted", "counted_outside", "sure", "closed", "own_none", "own_at",
    "waiting", "waiting_n", "arrived", "refused", "nothing_sent",
)  # fmt: skip
_LONGEST_NOTE = 200


@dataclass(frozen=True)
class Place:
    """The facility as its staff know it."""

    facility_id: str
    name: str
    name_en: str | None
    role: str

    def shown(self, lang: str) -> str:
        """Its name for a reader of the language."""
        return self.name if reads_kanji(lang) else self.name_en or self.name


def languages(city: City) -> tuple[str, ...]:
    """The municipality's languages, of which this page is in all five."""
    return tuple(code for code in LANGUAGES if code in city.languages) or LANGUAGES[:1]


@functools.cache
def style() -> str:
    """The style sheet with the tokens it uses."""
    own = (FOLDER / "operator_page.css").read_text(encoding="utf-8")
    used = [
        line for line in theme.variables().splitlines() if f"var({line.partition(':')[0]})" in own
    ]
    return ":root{" + "".join(used) + "}\n" + own


@functools.cache
def script() -> str:
    """The script without the lines that only explain it."""
    written = (FOLDER / "operator_page.js").read_text(encoding="utf-8")
    lines = (line.strip() for line in written.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def worker() -> str:
    """The script that keeps the page for when there is no network."""
    return (FOLDER / "operator_worker.js").read_text(encoding="utf-8")


@functools.cache
def policy() -> str:
    """What this document may load: itself, its answers and its worker."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script())}'",
            f"style-src '{_hash(style())}'",
            "img-src data:",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _hash(content: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(content.encode()).digest()).decode()


def document(
    city: City,
    lang: str,
    place: Place,
    state: Mapping[str, Any],
    *,
    token: str,
    reports: str,
    asks: str,
) -> str:
    """The page of one facility.

    Args:
        city: whose it is.
        lang: one of the five.
        place: the facility.
        state: as the interface tells it (``State``), in JSON's types.
        token: of the link.
        reports: address reports are sent to.
        asks: address the state is asked of.
    """
    said = {
        "token": token,
        "city": city.code,
        "facility_id": place.facility_id,
        "lang": lang,
        "zone": city.timezone,
        "worker": WORKER,
        "reports": reports,
        "asks": asks,
        "state": state,
        "words": _words(lang),
        "openings": {str(one): word("opening", one, lang) for one in Opening},
        "crowdings": {str(one): _crowding(one, lang) for one in _CROWDINGS},
    }
    body = join(
        _bands(city, lang),
        tag(
            "main",
            _head(city, lang, place.shown(lang), word("role", place.role, lang)),
            _status(lang),
            _form(lang),
            _log(city, lang),
        ),
        # "<" is written so that no name or note can end the element.
        Html('<script type="application/json" id="said">'),
        Html(json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")),
        Html("</script>"),
        Html(f"<script>{script()}</script>"),
    )
    return _document(lang, f"{place.shown(lang)} - {text('operator.title', lang)}", body)


def refusal(city: City, lang: str, key: str) -> str:
    """A page that says why the link doesn't open, and what to do."""
    body = tag(
        "main",
        _head(city, lang, text("operator.not_open", lang), ""),
        tag("p", text(key, lang), class_="notice"),
        tag("p", _contact(city, lang)),
    )
    return _document(lang, text("operator.title", lang), body)


def _document(lang: str, title: str, body: Html) -> str:
    head = join(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="robots" content="noindex">'),
        Html('<link rel="icon" href="data:,">'),
        tag("title", title),
        Html(f"<style>{style()}</style>"),
    )
    tongue = bcp47(lang)
    return f'<!DOCTYPE html><html lang="{tongue}"><head>{head}</head><body>{body}</body></html>'


def _words(lang: str) -> dict[str, str]:
    found = {name: text(f"operator.{name}", lang) for name in _SCRIPT_WORDS}
    modes = {mode: word("mode", mode, lang) for mode in ("real", "training")}
    return found | modes | {"drill": text("band.training_text", lang)}


def _crowding(code: Crowding, lang: str) -> tuple[str, str, str]:
    """Word, shape and colour."""
    mark = state_mark(Opening.OPEN, code)
    return word("crowding", code, lang), mark.glyph, mark.colour


def _bands(city: City, lang: str) -> Html:
    sample = tag(
        "p", tag("strong", text("band.sample", lang)), " ", text("operator.sample", lang),
        class_="band sample",
    )  # fmt: skip
    drill = tag(
        "p", tag("strong", text("band.training", lang)), " ", tag("span", id="drill-text"),
        class_="band drill", id="drill", hidden=True,
    )  # fmt: skip
    provisional = tag(
        "p", tag("strong", text("band.provisional", lang)), " ",
        text("band.provisional_text", lang), class_="band sample",
    )  # fmt: skip
    is_machine = machine_translated(lang, "operators")
    return join(sample if city.is_sample else None, drill, provisional if is_machine else None)


def _head(city: City, lang: str, heading: str, role: str) -> Html:
    place = city.name if reads_kanji(lang) else city.name_en or city.name
    links = (
        tag(
            "a",
            text(f"language.{code}", code),
            href=f"?lang={code}",
            hreflang=bcp47(code),
            lang=bcp47(code),
            aria_current="true" if code == lang else None,
        )
        for code in languages(city)
    )
    return join(
        tag("header", tag("p", f"{place} ", text("app.name", lang))),
        tag("nav", *links, aria_label=text("language.label", lang)),
        tag("h1", heading),
        tag("p", role, class_="quiet") if role else None,
    )


def _status(lang: str) -> Html:
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


def _form(lang: str) -> Html:
    def t(key: str) -> str:
        return text(f"operator.{key}", lang)

    def button(label: str, name: str, kind: str = "") -> Html:
        return tag("button", label, id=name, type="button", class_=kind or None)

    openings = (
        tag("button", word("opening", one, lang), type="button", data_opening=one)
        for one in _OPENINGS
    )
    crowdings = []
    for one in _CROWDINGS:
        label, glyph, _ = _crowding(one, lang)
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


def _log(city: City, lang: str) -> Html:
    return join(
        tag("section", tag("h2", text("operator.log", lang)), tag("ul", id="log"), id="log-part",
            hidden=True),
        tag("p", text("operator.kept", lang), id="kept", class_="quiet", hidden=True),
        tag("p", _contact(city, lang), class_="quiet"),
    )  # fmt: skip


def _contact(city: City, lang: str) -> Html:
    contact = city.staff.contact or text("operator.contact_default", lang)
    return safe(text("operator.contact", lang, contact=contact))
