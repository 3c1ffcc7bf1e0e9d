"""The frame of a staff page: its role asked first, its own dense style, what it may show."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from machimori.ui import navigation
from machimori.ui.markup import Html, show
from machimori.ui.page import Page, begin

#: One record of a frame, column name -> value.
Row = Mapping[Any, Any]
STYLE_SHEET = Path(__file__).parent / "staff.css"


def begin_staff(key: str, *, sources: Sequence[str] = ()) -> Page:
    """Begin the staff page of that key of ``navigation.PAGES``.

    Nothing is read from the warehouse before its role is granted (``page.begin``).
    """
    entry = navigation.entry(key)
    page = begin(entry.title_key, reader="staff", role=entry.role, sources=sources)
    show(_style())
    page.band("unpublished", page.t("band.unpublished_text"))
    return page


@functools.cache
def _style() -> Html:
    return Html(f"<style>{STYLE_SHEET.read_text(encoding='utf-8')}</style>")


def minute(moment: datetime) -> datetime:
    """A moment cut to its minute: ages are told in minutes, so answers may be kept that long."""
    return moment.replace(second=0, microsecond=0)
