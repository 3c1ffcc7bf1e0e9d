"""What a page tells search engines, feed readers and messengers that show a preview of it.

Addresses must be whole ones there, so without the site's address there is none of it.
"""

from __future__ import annotations

from machimori.site import changes_feed, share_image
from machimori.site.sheet import Sheet
from machimori.wording import text
from machimori.wording.languages import EVERYWHERE, bcp47, pick_language
from machimori.wording.markup import Html, join, tag


def about(sheet: Sheet, title: str) -> str:
    """The line about a page that has no sentence of its own."""
    return f"{title} - {sheet.municipality} {sheet.t('app.name')}"


def head(sheet: Sheet, *, page: str, title: str, description: str, image: str) -> Html:
    """Elements of ``<head>``.

    Args:
        sheet: facts and language.
        page: path of the page in the language's folder, a folder's without its index.
        title: its heading.
        description: a sentence about it; empty: the municipality's name says it.
        image: path of its picture in the site; empty: the one of the whole site.
    """
    base = sheet.facts.address
    if not base:
        return Html("")
    address = f"{base}/{sheet.lang}/{page}"
    written = pick_language(sheet.lang, EVERYWHERE)  # the feed is in
    picture = image or share_image.path(sheet.lang)
    facts = {
        "og:type": "website",
        "og:site_name": f"{sheet.municipality} {sheet.t('app.name')}",
        "og:title": title,
        "og:description": description or about(sheet, title),
        "og:url": address,
        "og:locale": bcp47(sheet.lang).replace("-", "_"),
    }
    if share_image.is_drawn():
        facts |= {
            "og:image": f"{base}/{picture}",
            "og:image:width": str(share_image.WIDTH),
            "og:image:height": str(share_image.HEIGHT),
            "og:image:alt": title,
        }
    return join(
        tag("link", rel="canonical", href=address),
        tag(
            "link",
            rel="alternate",
            type="application/atom+xml",
            title=text("figures.news", written),
            hreflang=written,
            href=f"{base}/{changes_feed.path(sheet.lang)}",
        ),
        *(tag("meta", property=name, content=value) for name, value in facts.items()),
        tag("meta", name_="twitter:card", content="summary_large_image"),
    )
