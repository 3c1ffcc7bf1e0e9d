"""Which pages there are, who reads them, and the line of links to them.

Hiding a page is not authorisation: every staff page asks for its role by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from machimori.city import City, current_city
from machimori.wording import EVERYWHERE, LANGUAGES, pick_language, text
from machimori.wording.languages import AREAS

Reader = Literal["public", "staff"]


@dataclass(frozen=True)
class PageEntry:
    """One page: its file, its address, who it is for and the role it asks for."""

    key: str
    url_path: str
    reader: Reader = "public"
    role: str | None = None
    #: Area of words (``wording.languages.AREAS``) in all languages; empty: Japanese and English.
    area: str = ""

    @property
    def file(self) -> str:
        """Path of the script, from the top of the project."""
        return f"pages/{self.key}.py"

    @property
    def title_key(self) -> str:
        """Catalogue key of the heading."""
        return f"page.{self.key}"

    @property
    def link_key(self) -> str:
        """Catalogue key of the short word in the line of links."""
        return f"nav.{self.key}"

    def languages(self, city: City) -> tuple[str, ...]:
        """Those of the municipality's languages that the page is in, to its last word."""
        spoken = LANGUAGES if self.area in AREAS else EVERYWHERE
        return tuple(one for one in spoken if one in city.languages) or EVERYWHERE[:1]


PAGES = (
    PageEntry("overview", ""),
    PageEntry("shelters", "shelters", area="shelters"),
    PageEntry("food", "food", area="public_site"),
    PageEntry("map", "map"),
    PageEntry("indicators", "indicators"),
    PageEntry("datasets", "datasets"),
    PageEntry("board", "board", "staff", "viewer"),
    PageEntry("incidents", "incidents", "staff", "viewer"),
    PageEntry("temporary", "temporary", "staff", "viewer"),
    PageEntry("demand", "demand", "staff", "viewer"),
    PageEntry("assignment", "assignment", "staff", "viewer"),
    PageEntry("reception", "reception", "staff", "viewer"),
    PageEntry("orders", "orders", "staff", "viewer"),
    PageEntry("log", "log", "staff", "viewer"),
    PageEntry("links", "links", "staff", "shelter"),
    PageEntry("exchange", "exchange", "staff", "viewer"),
    PageEntry("triage", "triage", "staff", "viewer"),
    PageEntry("same_hole", "same_hole", "staff", "viewer"),
    PageEntry("faster", "faster", "staff", "viewer"),
    PageEntry("hot_spots", "hot_spots", "staff", "viewer"),
    PageEntry("round", "round", "staff", "viewer"),
    PageEntry("referrals", "referrals", "staff", "viewer"),
    PageEntry("health", "health", "staff", "viewer"),
    PageEntry("load", "load", "staff", "admin"),
)
#: Where the 職員 link leads.
STAFF_ENTRANCE = "board"


def entry(key: str) -> PageEntry:
    """The page of that key."""
    return next(page for page in PAGES if page.key == key)


def offered(title_key: str, city: City) -> tuple[str, ...]:
    """The languages of the page with that heading."""
    found = [page.languages(city) for page in PAGES if page.title_key == title_key]
    return found[0] if found else EVERYWHERE


def area(title_key: str) -> str:
    """Its area of words."""
    return next((page.area for page in PAGES if page.title_key == title_key), "")


def use_one_front_door() -> None:
    """Tell Streamlit, before its first visitor, that ``dashboard.py`` runs for every page.

    It takes the folder named pages beside the main script for its older way of many pages, until
    the first navigation has been drawn.
    """
    PagesManager.uses_pages_directory = False


def through_the_front_door() -> None:
    """Send a page that Streamlit ran by itself back through ``dashboard.py``.

    Under plain Streamlit nobody has told it (see ``use_one_front_door``), and the first address
    opened after a start runs its page alone, without look and navigation.
    """
    if PagesManager.uses_pages_directory:
        use_one_front_door()
        st.rerun()


def register(wanted: str | None) -> st.Page:
    """Tell Streamlit the pages; returns the one the address asks for.

    Args:
        wanted: the reader's language; each page's title is in the one the page will speak.
    """
    city = current_city()
    pages = []
    for page in PAGES:
        lang = pick_language(wanted, page.languages(city))
        pages.append(
            st.Page(
                page.file,
                title=f"{text(page.title_key, lang)} | {text('app.name', lang)}",
                url_path=page.url_path or None,
                default=not page.url_path,
            )
        )
    return st.navigation(pages, position="hidden")


def links(lang: str, reader: Reader) -> None:
    """The line of links: a reader's own pages, and the way to the other side."""
    with st.container(key=f"navigation_{reader}", horizontal=True, gap="small"):
        for page in PAGES:
            if page.reader == reader:
                st.page_link(page.file, label=text(page.link_key, lang))
        other = entry(STAFF_ENTRANCE if reader == "public" else "overview")
        word = "navigation.staff" if reader == "public" else "navigation.public"
        with st.container(key="navigation_other", width="content"):
            st.page_link(other.file, label=text(word, lang))


def link(key: str, words: str) -> None:
    """A link to another page of ours, in words of the page it stands on."""
    st.page_link(entry(key).file, label=f"{words} →")
