"""Links from one page to another, in the nearest language, which is said where it is another."""

from __future__ import annotations

from machimori.site.document import folder, spoken
from machimori.site.sheet import Sheet
from machimori.wording import pick_language, text
from machimori.wording.languages import bcp47
from machimori.wording.markup import Html, tag


def way(sheet: Sheet, file: str, words: str, *, area: str = "", home: str = "./") -> Html | None:
    """A link to a page in the nearest language; None where it is in none that is offered.

    Args:
        sheet: the reader's language.
        file: path in a language's folder.
        words: what the link says.
        area: area of words the page is written in.
        home: the way to the language's folder.
    """
    offered = spoken(sheet.facts.city, area)
    lang = pick_language(sheet.lang, offered)
    if lang not in offered:
        return None
    if lang == sheet.lang:
        return tag("a", f"{words}\xa0→", href=folder(f"{home}{file}"))
    named = text(f"language.{lang}", sheet.lang)
    return tag(
        "a",
        f"{words} (",
        tag("span", named, lang=bcp47(lang)),
        ")\xa0→",
        href=folder(f"{home}../{lang}/{file}"),
        hreflang=bcp47(lang),
    )
