"""The shell of every page: head, bands, languages, links, foot; and the hashed files it needs."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path

from machimori.city import City
from machimori.site.sheet import Sheet
from machimori.wording import LANGUAGES, text
from machimori.wording.alert_levels import LEVEL_MARKS
from machimori.wording.catalogue import machine_translated
from machimori.wording.languages import bcp47
from machimori.wording.markup import Html, join, tag
from machimori.wording.tokens import SHAPES, css_variables

_ASSETS = Path(__file__).parent / "assets"
#: Pages of a language in the order of the line of links: file name and key of the words.
PAGES = (("shelters.html", "nav.shelters"), ("alerts.html", "nav.alerts"))


@functools.cache
def assets() -> dict[str, bytes]:
    """Path -> content of style sheet and script; the name changes with the content."""
    levels = (
        f".level-{one.level} {{ background: {one.ground}; color: {one.ink}; }}\n"
        for one in LEVEL_MARKS.values()
    )
    sheet = css_variables() + (_ASSETS / "site.css").read_text(encoding="utf-8") + "".join(levels)
    found = {}
    for stem, suffix, content in (
        ("site", "css", sheet.encode()),
        ("site", "js", (_ASSETS / "site.js").read_bytes()),
        ("door", "js", (_ASSETS / "door.js").read_bytes()),
    ):
        digest = hashlib.sha256(content).hexdigest()[:12]
        found[f"assets/{stem}.{digest}.{suffix}"] = content
    return found


def asset(start: str, suffix: str) -> str:
    """The hashed path of an asset."""
    return next(
        one for one in assets() if one.startswith(f"assets/{start}.") and one.endswith(suffix)
    )


def languages(city: City) -> tuple[str, ...]:
    """Those the municipality offers, in the catalogue's order."""
    return tuple(one for one in LANGUAGES if one in city.languages)


def document(
    sheet: Sheet, *, file: str, area: str, title: str, content: Html, after: Html | None = None
) -> bytes:
    """A whole page.

    Args:
        sheet: facts and language.
        file: its name in the language's folder.
        area: area of words it is written in, for the mark of machine-made translations.
        title: heading.
        content: what changes with the state; the script fetches this part anew.
        after: what stays, below it.
    """
    head = join(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", f"{title} - {sheet.municipality} {sheet.t('app.name')}"),
        tag("link", rel="stylesheet", href=f"../{asset('site', 'css')}"),
        Html('<link rel="icon" href="data:,">'),
        *(
            tag("link", rel="alternate", hreflang=bcp47(lang), href=f"../{lang}/{file}")
            for lang in languages(sheet.facts.city)
            if lang != "easy"  # the same tag as Japanese
        ),
        tag("script", src=f"../{asset('site', 'js')}", defer=True),
    )
    body = join(
        tag("a", sheet.t("navigation.skip"), href="#content", class_="skip"),
        _sprite(),
        bands(sheet, area),
        tag(
            "header",
            tag("p", sheet.municipality, " ", tag("span", sheet.t("app.name")), class_="place"),
            _language_links(sheet, file),
            _page_links(sheet, file),
        ),
        tag(
            "main",
            tag("h1", title),
            tag("p", sheet.t("site.made", moment=sheet.moment(sheet.facts.now)), class_="quiet"),
            tag("noscript", tag("p", sheet.t("site.no_script"), class_="notice")),
            tag("p", id="trouble", class_="notice caution", role="alert", hidden=True),
            content,
            after,
            id="content",
        ),
        _foot(sheet),
    )
    html = tag("html", tag("head", head), tag("body", body), lang=bcp47(sheet.lang))
    return f"<!DOCTYPE html>\n{html}\n".encode()


def bands(sheet: Sheet, area: str) -> Html:
    """What kind of data this is, on top."""
    facts = sheet.facts
    found = []
    if facts.is_sample:
        clock = sheet.t("band.sample_clock") if facts.is_clock_standing else ""
        found.append(("sample", sheet.t("band.sample_all") + clock))
    if facts.incident is not None and facts.incident.mode == "training":
        found.append(("training", sheet.t("band.training_text", name=facts.incident.name)))
    if machine_translated(sheet.lang, area):
        found.append(("provisional", sheet.t("band.provisional_text")))
    return join(
        *(
            tag(
                "p",
                tag("strong", sheet.t(f"band.{kind}")),
                " ",
                sentence,
                class_=f"band {kind}",
                role="note",
            )
            for kind, sentence in found
        )
    )


def _sprite() -> Html:
    """The shapes of the states, once per page; each mark refers to its own."""
    symbols = (
        f'<symbol id="i-{name}" viewBox="0 0 24 24">{drawing}</symbol>'
        for name, drawing in SHAPES.items()
    )
    return Html(
        f'<svg width="0" height="0" class="spoken" aria-hidden="true">{"".join(symbols)}</svg>'
    )


def _language_links(sheet: Sheet, file: str) -> Html:
    links = (
        tag(
            "a",
            text(f"language.{lang}", lang),
            href=f"../{lang}/{file}",
            lang=bcp47(lang),
            hreflang=bcp47(lang),
            aria_current="true" if lang == sheet.lang else None,
        )
        for lang in languages(sheet.facts.city)
    )
    return tag("nav", *links, class_="languages", aria_label=sheet.t("language.label"))


def _page_links(sheet: Sheet, file: str) -> Html:
    links = (
        tag(
            "a",
            sheet.t(key),
            href=f"./{name}",
            aria_current="page" if name == file else None,
        )
        for name, key in PAGES
    )
    return tag("nav", *links, class_="pages", aria_label=sheet.t("navigation.label"))


def _foot(sheet: Sheet) -> Html:
    lines: Sequence[Html | None] = (
        tag("p", sheet.t("site.contact", contact=sheet.facts.city.contact))
        if sheet.facts.city.contact
        else None,
        tag("p", sheet.t("shelters.role_note")),
        *(
            tag("p", sheet.t("word.source"), " ", sheet.japanese(one))
            for one in sheet.facts.credits
        ),
        tag("p", tag("a", sheet.t("site.data"), href="../status.json")),
    )
    return tag("footer", *lines)


def door(sheet: Sheet) -> bytes:
    """The page at the top: a choice of languages; a script goes on in the device's."""
    links = (
        tag(
            "li",
            tag(
                "a",
                text(f"language.{lang}", lang),
                href=f"./{lang}/shelters.html",
                lang=bcp47(lang),
                hreflang=bcp47(lang),
                data_lang=lang,
            ),
        )
        for lang in languages(sheet.facts.city)
    )
    head = join(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", f"{sheet.t('page.shelters')} - {sheet.municipality} {sheet.t('app.name')}"),
        tag("link", rel="stylesheet", href=f"./{asset('site', 'css')}"),
        Html('<link rel="icon" href="data:,">'),
        tag("script", src=f"./{asset('door', 'js')}", defer=True),
    )
    main = tag(
        "main",
        tag("p", sheet.municipality, " ", tag("span", sheet.t("app.name")), class_="place"),
        tag("h1", sheet.t("page.shelters")),
        tag("ul", *links, class_="door"),
        id="content",
    )
    html = tag("html", tag("head", head), tag("body", main), lang=bcp47(sheet.lang))
    return f"<!DOCTYPE html>\n{html}\n".encode()
