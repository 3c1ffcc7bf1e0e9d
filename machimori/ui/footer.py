"""The end of a public page: where its data comes from, on what terms, and how it can be used."""

from __future__ import annotations

from typing import Any

import streamlit as st

from machimori.store.queries import freshness
from machimori.ui import basemap, navigation
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.tables import records


def footer(page: Page, *lines: str) -> None:
    """Draw sources, credits, licences and the statement on accessibility."""
    used = records(freshness.sources(page.warehouse, now=page.now, names=page.sources))
    kinds = dict.fromkeys(page.word("source_name", one["source_name"]) for one in used)
    with st.container(key="footer"):
        show(
            tag(
                "footer",
                *(tag("p", line) for line in lines),
                tag("p", page.t("footer.sources", names=page.t("word.join").join(kinds)))
                if kinds
                else None,
                tag(
                    "details",
                    tag("summary", page.t("footer.link")),
                    _credits(page, used),
                    tag("p", _ground(page)),
                    tag("p", page.t("data.accessibility_text")),
                ),
                class_="m-footer",
            )
        )
        st.page_link(navigation.entry("datasets").file, label=f"{page.t('footer.to_data')} →")


def _credits(page: Page, used: list[dict[str, Any]]) -> Html | None:
    """Each source once: title, producer, licence as its configuration states them."""
    lines = dict.fromkeys(_credit(page, one) for one in used)
    return tag("ul", *(tag("li", line) for line in lines), class_="m-values") if lines else None


def _credit(page: Page, source: dict[str, Any]) -> Html:
    title = source["title"] or page.word("source_name", source["source_name"])
    licence = source["licence"] or page.t("footer.no_licence")
    address = source["licence_url"]
    terms: str | Html = (
        tag("a", licence, href=address, target="_blank", rel="noreferrer noopener")
        if isinstance(address, str)
        else licence
    )
    producer = source["producer"] or page.t("footer.no_producer")
    return join(f"{title} · {producer} · ", terms)


def _ground(page: Page) -> str:
    """The credits of the ground under the maps (geodata/SOURCES.md), or whose borders it shows."""
    return page.t("footer.ground" if basemap.covers(page.city) else "footer.ground_own")
