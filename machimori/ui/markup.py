"""HTML of our own making: every value is escaped before it reaches the page."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from machimori.wording.tokens import SHAPES, Mark


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
    return Html(f"<{name}{''.join(written)}>{inside}</{name}>")


def join(*parts: Any) -> Html:
    """Parts in a row, each escaped."""
    return Html("".join(safe(part) for part in parts))


def is_address(value: str) -> bool:
    """Whether a link may lead there."""
    value = value.strip()
    if value.startswith(("/", "?", "#")):
        return not value.startswith("//")
    return value.lower().startswith(("https://", "http://", "mailto:", "tel:"))


def icon(mark: Mark, *, size: int = 22) -> Html:
    """A mark's shape as inline SVG, hidden from screen readers: the word stands beside it."""
    return Html(
        f'<svg class="m-icon" width="{size}" height="{size}" viewBox="0 0 24 24" '
        f'aria-hidden="true" style="color:{mark.colour}">{SHAPES[mark.shape]}</svg>'
    )


def show(html: Html) -> None:
    """Put markup on the page."""
    st.html(str(html))
