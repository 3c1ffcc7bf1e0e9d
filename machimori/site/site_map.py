"""Every written page, for search engines: sitemap.xml with its languages, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from machimori.exchange import safe_xml
from machimori.site.document import INDEX
from machimori.wording import LANGUAGES
from machimori.wording.languages import bcp47

FILE = "sitemap.xml"
ROBOTS = "robots.txt"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
#: Cards for other sites' frames: the page they are of is listed.
_EMBEDDED = "/card.html"


def pages(paths: Iterable[str]) -> dict[str, dict[str, str]]:
    """Path below a language's folder -> language -> path of the page: what there is to read."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(paths):
        lang, _, rest = path.partition("/")
        if lang in LANGUAGES and rest.endswith(".html") and not rest.endswith(_EMBEDDED):
            found.setdefault(rest, {})[lang] = path
    return found


def site_map(paths: Iterable[str], address: str) -> bytes:
    """The list of pages with the other languages of each.

    Args:
        paths: of every file of the site.
        address: the site's, without a slash at its end.
    """
    root = etree.Element(
        etree.QName(_NAMESPACE, "urlset"),
        nsmap={None: _NAMESPACE, "xhtml": _XHTML},  # type: ignore[dict-item]
    )
    for spoken in pages(paths).values():
        for path in spoken.values():
            one = safe_xml.add(root, _NAMESPACE, "url")
            safe_xml.add(one, _NAMESPACE, "loc", _whole(address, path))
            for lang, other in spoken.items():
                if lang != "easy":  # the same tag as Japanese
                    link = safe_xml.add(one, _XHTML, "link")
                    link.set("rel", "alternate")
                    link.set("hreflang", bcp47(lang))
                    link.set("href", _whole(address, other))
    return safe_xml.written(root)


def _whole(address: str, path: str) -> str:
    return f"{address}/{path.removesuffix(INDEX) if path.endswith(f'/{INDEX}') else path}"


def robots(address: str, *, is_sample: bool) -> bytes:
    """What search engines may take: everything, and nothing of a sample."""
    lines = ["User-agent: *", "Disallow: /" if is_sample else "Allow: /"]
    if address and not is_sample:
        lines.append(f"Sitemap: {address}/{FILE}")
    return "\n".join([*lines, ""]).encode()
