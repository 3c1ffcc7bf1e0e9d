"""The style sheet, within every page: a first view waits for one answer, a kept page is whole."""

from __future__ import annotations

import functools
import hashlib
import re
from base64 import b64encode
from pathlib import Path

from machimori.wording.alert_levels import LEVEL_MARKS
from machimori.wording.markup import Html, join, tag
from machimori.wording.tokens import STEPS, css_variables

_WRITTEN = Path(__file__).parent / "assets" / "site.css"
#: Remarks, and space in a style sheet that nothing reads.
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*([{};])\s*|(?<=[:,])\s+")


@functools.cache
def sheet() -> str:
    """Tokens, rules, and the grounds of levels and steps, without space nothing reads."""
    levels = (
        f".level-{one.level} {{ background: {one.ground}; color: {one.ink}; }}\n"
        for one in LEVEL_MARKS.values()
    )
    steps = (f".map-steps .s{step} {{ background: {one}; }}\n" for step, one in enumerate(STEPS))
    written = _WRITTEN.read_text(encoding="utf-8")
    whole = css_variables() + _REMARK.sub("", written) + "".join([*levels, *steps])
    return _SPACE.sub(r"\1", whole)


@functools.cache
def allowed() -> str:
    """The only styles a page may have, as a directive: files of the site, and this sheet.

    A page says it by itself, since what a web server says of all pages can't know the sheet of
    each release.
    """
    digest = b64encode(hashlib.sha256(sheet().encode()).digest()).decode()
    return f"style-src 'self' 'sha256-{digest}'"


@functools.cache
def head() -> Html:
    """For ``<head>``: what is allowed, then the sheet."""
    return join(
        tag("meta", http_equiv="Content-Security-Policy", content=allowed()),
        Html(f"<style>{sheet()}</style>"),
    )
