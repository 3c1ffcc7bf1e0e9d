"""What changed among the published figures, as an Atom feed per language: for those who follow."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from machimori.exchange import atom
from machimori.site.figures import Figures, folder_of
from machimori.site.sheet import Sheet
from machimori.wording import LANGUAGES
from machimori.wording.indicator_words import place_word
from machimori.wording.languages import EVERYWHERE, pick_language

_FILE = "indicators/changes.atom"
#: Entries at most; the page and its file have all.
MOST = 100


def path(lang: str) -> str:
    """The feed of a reader's language, or of the nearest it is written in."""
    return f"{pick_language(lang, EVERYWHERE)}/{_FILE}"


def files(sheet: Sheet, figures: Figures) -> dict[str, bytes]:
    """The one file; none without the site's address, for an entry needs its own."""
    base = sheet.facts.address
    if not base or sheet.lang not in EVERYWHERE or sheet.lang not in LANGUAGES:
        return {}
    news = f"{base}/{sheet.lang}/indicators/news.html"
    known = {one.indicator_id for one in figures.indicators}
    entries = tuple(_entry(sheet, one, base, news, known) for one in figures.corrections[:MOST])
    feed = atom.Feed(
        feed_id=f"{base}/{path(sheet.lang)}",
        title=f"{sheet.t('figures.news')} - {sheet.municipality} {sheet.t('app.name')}",
        updated=entries[0].updated if entries else figures.built_at,
        link=f"{base}/{path(sheet.lang)}",
        author=sheet.municipality,
        entries=entries,
        subtitle=sheet.t("figures.news_lead"),
    )
    return {path(sheet.lang): atom.write(feed, figures.city.zone)}


def _entry(
    sheet: Sheet, one: Mapping[str, Any], base: str, news: str, known: set[str]
) -> atom.Entry:
    name = one["name_en"] if sheet.lang == "en" and _is(one["name_en"]) else one["name"]
    field = one["field"]
    what = sheet.t(f"figures.field_{field}" if _is(field) else f"figures.change_{one['change']}")
    identity = "|".join(str(one[key]) for key in sorted(one))
    address = news
    if one["indicator_id"] in known:
        address = f"{base}/{sheet.lang}/indicators/{folder_of(one['indicator_id'])}/"
    old, new = (one[key] if _is(one[key]) else "–" for key in ("old", "new"))
    why = one["reason"] if _is(one["reason"]) else sheet.t("figures.publisher_changed")
    return atom.Entry(
        entry_id=f"{news}#{hashlib.sha256(identity.encode()).hexdigest()[:16]}",
        title=f"{place_word(str(one['municipality']), sheet.lang)} {name}: {what}",
        updated=one["changed_at"].to_pydatetime(),
        link=address,
        summary=f"{old} → {new} ({why})",
        media_type="text/html",
    )


def _is(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
