"""The shell of every page: head, bands, languages, links, foot; and the hashed scripts it needs."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from machimori.city import City
from machimori.site import sharing, style
from machimori.site.offline import kept_line
from machimori.site.sheet import Sheet
from machimori.wording import LANGUAGES, pick_language, text
from machimori.wording.catalogue import machine_translated
from machimori.wording.languages import AREAS, EVERYWHERE, bcp47
from machimori.wording.markup import Html, join, tag
from machimori.wording.tokens import SHAPES

_ASSETS = Path(__file__).parent / "assets"
#: Lines of a script that nothing runs, and the space before the others.
_NOT_CODE = re.compile(r"^[ \t]*//.*\n|^[ \t]+", re.MULTILINE)
#: Pages in the order of the line of links: file name in the language's folder, key of the words,
#: and the area of words; one that is not spoken in a language is not offered there.
PAGES = (
    ("index.html", "nav.overview", "public_site"),
    ("shelters.html", "nav.shelters", "shelters"),
    ("alerts.html", "nav.alerts", "alerts"),
    ("food.html", "nav.food", "public_site"),
    ("roads.html", "nav.roads", ""),
    ("indicators/index.html", "nav.indicators", ""),
    ("map/index.html", "nav.public_map", "public_map"),
    ("data/index.html", "nav.datasets", ""),
)
#: Pages about the site, in the line of links at the foot: file name and key of the words, which
#: are in all languages; a page that isn't is linked in the nearest.
ABOUT = (
    ("news.html", "about.news"),
    ("accessibility.html", "about.accessibility"),
    ("privacy.html", "about.privacy"),
)
#: What a reader needs beside the state: it changes with a build, not with the minute.
INDEX = "index.html"


@functools.cache
def assets() -> dict[str, bytes]:
    """Path -> content of the scripts; the name changes with the content."""
    found = {}
    for stem in ("site", "door", "offline", "food", "map"):
        content = _script(stem)
        digest = hashlib.sha256(content).hexdigest()[:12]
        found[f"assets/{stem}.{digest}.js"] = content
    return found


def _script(stem: str) -> bytes:
    """A script without its indentation and its lines of comment."""
    return _NOT_CODE.sub("", (_ASSETS / f"{stem}.js").read_text(encoding="utf-8")).encode()


def asset(stem: str) -> str:
    """The hashed path of a script."""
    return next(one for one in assets() if one.startswith(f"assets/{stem}."))


def languages(city: City) -> tuple[str, ...]:
    """Those the municipality offers, in the catalogue's order."""
    return tuple(one for one in LANGUAGES if one in city.languages)


def spoken(city: City, area: str) -> tuple[str, ...]:
    """The languages of a page with words of that area."""
    return tuple(one for one in languages(city) if area in AREAS or one in EVERYWHERE)


def document(
    sheet: Sheet,
    *,
    file: str,
    area: str,
    title: str,
    content: Html,
    after: Html | None = None,
    frame: Frame | None = None,
) -> bytes:
    """A whole page.

    Args:
        sheet: facts and language.
        file: its path in the language's folder.
        area: area of words it is written in, for the mark of machine-made translations.
        title: heading.
        content: what changes with the state; the script fetches this part anew.
        after: what stays, below it.
        frame: bands, line under the title and foot of a page that does not tell the state of the
            moment; by default those of the state.
    """
    told = frame or state_frame(sheet, area)
    root = "../" * (file.count("/") + 1)
    home = "../" * file.count("/") or "./"
    whole = f"{sheet.facts.address}/" if sheet.facts.address else root  # search engines want it so
    offered = spoken(sheet.facts.city, area)
    head = join(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", f"{title} - {sheet.municipality} {sheet.t('app.name')}"),
        tag("meta", name_="description", content=told.description or sharing.about(sheet, title)),
        style.head(),
        Html('<link rel="icon" href="data:,">'),
        *(
            tag("link", rel="alternate", hreflang=bcp47(lang), href=folder(f"{whole}{lang}/{file}"))
            for lang in offered
            if lang != "easy"  # the same tag as Japanese
        ),
        sharing.head(
            sheet,
            page=folder(f"/{file}")[1:],
            title=title,
            description=told.description,
            image=told.image,
        ),
        tag("script", src=f"{root}{asset('site')}", defer=True) if told.is_live else None,
        tag("script", src=f"{root}{asset('offline')}", defer=True),
    )
    body = join(
        tag("a", sheet.t("navigation.skip"), href="#content", class_="skip"),
        _sprite(),
        tag("aside", told.bands) if told.bands else None,
        tag(
            "header",
            tag("p", sheet.municipality, " ", tag("span", sheet.t("app.name")), class_="place"),
            _language_links(sheet, file, root, offered),
            _page_links(sheet, file, home),
        ),
        tag(
            "main",
            tag("h1", title),
            tag("p", told.stated, class_="quiet"),
            _state_notices(sheet) if told.is_live else kept_line(sheet),
            content,
            after,
            id="content",
        ),
        _about_links(sheet, file, root),
        told.foot,
    )
    html = tag("html", tag("head", head), tag("body", body), lang=bcp47(sheet.lang))
    return f"<!DOCTYPE html>\n{html}\n".encode()


@dataclass(frozen=True)
class Frame:
    """What stands around a page's content: bands on top, the line under the title, the foot."""

    bands: Html
    stated: str
    foot: Html
    is_live: bool = False  # whether the script keeps the page up to date
    description: str = ""  # for search engines and previews
    image: str = ""  # path in the site of the picture for previews; empty: the site's


def state_frame(sheet: Sheet, area: str, *, real: str = "") -> Frame:
    """Of pages that tell the state of the moment; ``real`` names what is no sample on them."""
    made = sheet.t("site.made", moment=sheet.moment(sheet.facts.now))
    return Frame(bands(sheet, area, real=real), made, _foot(sheet), is_live=True)


def _state_notices(sheet: Sheet) -> Html:
    return join(
        tag("noscript", tag("p", sheet.t("site.no_script"), class_="notice")),
        tag("p", id="trouble", class_="notice caution", role="alert", hidden=True),
    )


def folder(address: str) -> str:
    """The address of a page: a folder's index goes by the folder's name."""
    return address.removesuffix(INDEX) if address.endswith(f"/{INDEX}") else address


def bands(sheet: Sheet, area: str, *, real: str = "") -> Html:
    """What kind of data this is, on top; ``real`` names what is no sample."""
    facts = sheet.facts
    found = []
    if facts.is_sample:
        clock = sheet.t("band.sample_clock") if facts.is_clock_standing else ""
        told = sheet.t("band.sample_but", real=real) if real else sheet.t("band.sample_all")
        found.append(("sample", told + clock))
    if facts.incident is not None and facts.incident.mode == "training":
        found.append(("training", sheet.t("band.training_text", name=facts.incident.name)))
    if machine_translated(sheet.lang, area):
        found.append(("provisional", sheet.t("band.provisional_text")))
    return join(*(band(sheet, kind, sentence) for kind, sentence in found))


def band(sheet: Sheet, kind: str, sentence: str) -> Html:
    """One band: its name first, then what it means here."""
    name = tag("strong", sheet.t(f"band.{kind}"))
    return tag("p", name, " ", sentence, class_=f"band {kind}", role="note")


def _sprite() -> Html:
    """The shapes of the states, once per page; each mark refers to its own."""
    symbols = (
        f'<symbol id="i-{name}" viewBox="0 0 24 24">{on_ground(drawing)}</symbol>'
        for name, drawing in SHAPES.items()
    )
    return Html(
        f'<svg width="0" height="0" class="spoken" aria-hidden="true">{"".join(symbols)}</svg>'
    )


def on_ground(drawing: str) -> str:
    """A shape whose empty part is the ground of the page, which the reader's colours may rule."""
    return drawing.replace("#fff", "Canvas")


def _language_links(sheet: Sheet, file: str, root: str, offered: Sequence[str]) -> Html:
    links = (
        tag(
            "a",
            text(f"language.{lang}", lang),
            href=folder(f"{root}{lang}/{file}"),
            lang=bcp47(lang),
            hreflang=bcp47(lang),
            aria_current="true" if lang == sheet.lang else None,
        )
        for lang in offered
    )
    return tag("nav", *links, class_="languages", aria_label=sheet.t("language.label"))


def _page_links(sheet: Sheet, file: str, home: str) -> Html:
    links = (
        tag(
            "a",
            sheet.t(key),
            href=folder(f"{home}{name}"),
            aria_current="page" if name == file else None,
        )
        for name, key, area in PAGES
        if sheet.lang in spoken(sheet.facts.city, area)
    )
    return tag("nav", *links, class_="pages", aria_label=sheet.t("navigation.label"))


def _about_links(sheet: Sheet, file: str, root: str) -> Html | None:
    """Pages about the site, in the reader's language or in the nearest."""
    offered = spoken(sheet.facts.city, "")
    lang = pick_language(sheet.lang, offered)
    if lang not in offered:
        return None
    other = lang if lang != sheet.lang else None
    named = tag("span", f" ({text(f'language.{lang}', sheet.lang)})", lang=other and bcp47(other))
    links = (
        tag(
            "a",
            sheet.t(key),
            named if other else None,
            href=f"{root}{lang}/{name}",
            hreflang=other and bcp47(other),
            aria_current="page" if name == file and not other else None,
        )
        for name, key in ABOUT
    )
    return tag("nav", *links, class_="about", aria_label=sheet.t("about.label"))


def _foot(sheet: Sheet) -> Html:
    lines: Sequence[Html | None] = (
        tag("p", sheet.t("site.contact", contact=sheet.facts.city.contact))
        if sheet.facts.city.contact
        else None,
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
                href=f"./{lang}/",
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
        tag("title", f"{sheet.t('page.overview')} - {sheet.municipality} {sheet.t('app.name')}"),
        style.head(),
        Html('<link rel="icon" href="data:,">'),
        tag("script", src=f"./{asset('door')}", defer=True),
    )
    main = tag(
        "main",
        tag("p", sheet.municipality, " ", tag("span", sheet.t("app.name")), class_="place"),
        tag("h1", sheet.t("page.overview")),
        tag("ul", *links, class_="door"),
        id="content",
    )
    html = tag("html", tag("head", head), tag("body", main), lang=bcp47(sheet.lang))
    return f"<!DOCTYPE html>\n{html}\n".encode()
