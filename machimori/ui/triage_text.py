"""What strangers wrote in a post, and the photograph they sent: masked first, as it is on request.

Rules find telephones, plates, mail and house addresses, and names by さん, 様 and 氏 alone, so
names may remain, and the screen says so. Whoever has the role opens the text as it was sent; who
did is kept, the text is not.
"""

from __future__ import annotations

import functools
from typing import Any
from urllib.parse import quote, urlsplit

import pandas as pd
import streamlit as st

from machimori.domain.masking import Kind, masked
from machimori.store import text_access
from machimori.store.clock import real_now
from machimori.store.photo_fetch import allowed
from machimori.ui import acting
from machimori.ui.markup import Html, is_address, show, tag
from machimori.ui.page import Page
from machimori.wording import numbers

#: Who may read a post as it was sent.
ROLE = "road"
#: Characters shown at first: nobody reads on a screen what is longer.
MOST_SHOWN = 2_000
_OPENED = "opened_text"
_PHOTOS = "/photos/post"


def text(page: Page, post: dict[str, Any]) -> None:
    """Draw the text of a post and the way to the text as it was sent."""
    written, report_id = post["description"], str(post["report_id"])
    if numbers.is_missing(written) or not str(written).strip():
        show(tag("p", page.t("triage.no_text"), class_="m-quiet"))
        return
    if _is_open(page, report_id):
        show(tag("p", str(written), class_="m-stranger"))
        show(tag("p", page.t("masking.as_sent"), class_="m-quiet m-small"))
        st.button(page.t("masking.hide"), key="mask_text", on_click=_close)
        return
    shown = _masked(str(written), _words(page))
    show(tag("p", shown[:MOST_SHOWN], class_="m-stranger"))
    if len(shown) > MOST_SHOWN:
        most = numbers.number(MOST_SHOWN, page.lang)
        show(tag("p", page.t("masking.cut", most=most), class_="m-quiet m-small"))
    show(tag("p", page.t("masking.note"), class_="m-quiet m-small"))
    if page.staff is not None and page.staff.may(ROLE):
        st.button(page.t("masking.open"), key="unmask_text", on_click=_open, args=(page, report_id))
    else:
        role = page.t(f"role_staff.{ROLE}")
        show(tag("p", page.t("masking.role", role=role), class_="m-quiet m-small"))


def photo(page: Page, post: dict[str, Any]) -> None:
    """The photograph where its host is allowed, and the link: nothing is fetched from elsewhere."""
    link = post["photo_url"]
    if numbers.is_missing(link):
        return
    link = str(link)
    if not is_address(link) or not link.lower().startswith(("https://", "http://")):
        show(tag("p", page.t("masking.no_link"), class_="m-quiet"))
        return
    anchor = tag("a", page.t("triage.photo"), href=link, target="_blank", rel="noopener noreferrer")
    picture: Html | None = None
    if allowed(link, page.city.road_photos) is not None:
        source = f"{_PHOTOS}?id={quote(str(post['report_id']), safe='')}"
        picture = tag(
            "img",
            src=source,
            alt=page.t("masking.photo_alt"),
            loading="lazy",
            class_="m-post-photo",
            style="max-width:100%;max-height:320px;border-radius:6px",
        )
    where = tag("span", f" {_host(link)} ", class_="m-quiet")
    note = tag("span", page.t("triage.photo_note"), class_="m-quiet")
    show(tag("div", picture, tag("p", anchor, where, note)))


def masked_rows(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of posts with their free text masked; each text once."""
    words = dict(_words(page))
    shown = {one: masked(str(one), words) for one in rows["description"].dropna().unique()}
    return rows.assign(description=rows["description"].map(shown))


def _host(link: str) -> str:
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return ""


def _words(page: Page) -> tuple[tuple[str, str], ...]:
    return tuple((str(kind), page.t(f"masking.{kind}")) for kind in Kind)


@functools.lru_cache(maxsize=64)
def _masked(written: str, words: tuple[tuple[str, str], ...]) -> str:
    return masked(written, dict(words))


def _is_open(page: Page, report_id: str) -> bool:
    """Only for the post it was asked for, and only while the role holds."""
    may = page.staff is not None and page.staff.may(ROLE)
    return may and st.session_state.get(_OPENED) == report_id


def _open(page: Page, report_id: str) -> None:
    """Note who asked, then show."""
    if page.staff is None or not page.staff.may(ROLE):
        return
    text_access.note(page.city, report_id=report_id, who=acting.reporter(page), at=real_now())
    st.session_state[_OPENED] = report_id


def _close() -> None:
    st.session_state.pop(_OPENED, None)
