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
from machimori.domain.vocabulary import Opening
from machimori.ui import theme
from machimori.ui.markup import Html, join, tag
from machimori.ui.operator_parts import CROWDINGS, contact, crowding_words, form, log, status
from machimori.wording import LANGUAGES, text, word
from machimori.wording.catalogue import machine_translated
from machimori.wording.languages import bcp47, reads_kanji

FOLDER = Path(__file__).parent
WORKER = "/r/worker.js"
#: Words the script speaks.
_SCRIPT_WORDS = (
    "confirm", "changed", "counted", "counted_outside", "sure", "closed", "own_none", "own_at",
    "waiting", "waiting_n", "arrived", "refused", "nothing_sent",
)  # fmt: skip


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
        "crowdings": {str(one): crowding_words(one, lang) for one in CROWDINGS},
    }
    body = join(
        _bands(city, lang),
        tag(
            "main",
            _head(city, lang, place.shown(lang), word("role", place.role, lang)),
            status(lang),
            form(lang),
            log(city, lang),
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
        tag("p", contact(city, lang)),
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
