"""HTML of our own making: every value is escaped before it reaches the page."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

from machimori.wording.tokens import SHAPES, Mark

#: Elements without an end tag.
_VOID = frozenset({"br", "img", "hr", "meta", "link", "input"})


class Html(str):
    """Markup that is already safe; anything else given to ``tag`` is escaped."""

    __slots__ = ()


def safe(value: Any) -> Html:
    """A value as markup: escaped, unless it is markup already; None is nothing."""
    if isinstance(value, Html):
        return value
    return Html("" if value is None else escape(str(value), quote=True))


def tag(name: str, *children: Any, **attributes: Any) -> Html:
    """An element. ``class_`` is class, ``aria_label`` is aria-label; None and False are left out.

    Addresses are kept only where they lead to http(s), mail, telephone or into this site, so
    that a stranger's ``javascript:`` goes nowhere.
    """
    written = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        if key == "href" and not is_address(str(value)):
            continue
        written.append(f" {key}" if value is True else f' {key}="{escape(str(value), quote=True)}"')
    inside = "".join(safe(child) for child in children)
    if name in _VOID:
        return Html(f"<{name}{''.join(written)}>")
    return Html(f"<{name}{''.join(written)}>{inside}</{name}>")


def join(*parts: Any) -> Html:
    """Parts in a row, each escaped."""
    return Html("".join(safe(part) for part in parts))


def is_address(value: str) -> bool:
    """Whether a link may lead there."""
    value = value.strip()
    if value.startswith(("./", "../")):
        return True
    if value.startswith(("/", "?", "#")):
        return not value.startswith("//")
    return value.lower().startswith(("https://", "http://", "mailto:", "tel:"))


def icon(mark: Mark, *, size: int = 22) -> Html:
    """A mark's shape as an image, silent to screen readers: the word stands beside it.

    An image and not inline SVG, because Streamlit takes SVG elements out of our markup.
    """
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f"{SHAPES[mark.shape].replace('currentColor', mark.colour)}</svg>"
    )
    return tag(
        "img",
        class_="m-icon",
        src=f"data:image/svg+xml,{quote(drawing)}",
        alt="",
        width=size,
        height=size,
    )


def ruby(name: str, kana: str) -> Html:
    """A name with its reading above; readers without ruby see it in brackets."""
    return tag("ruby", name, tag("rp", "（"), tag("rt", kana), tag("rp", "）"))
