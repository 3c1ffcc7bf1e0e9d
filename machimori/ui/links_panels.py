"""Staff's side of the operators' links: which facility has one, issuing, ending, printing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from machimori.domain.operator_links import Link
from machimori.store.journal import current_journal
from machimori.store.operator_links import OperatorLinks, operator_links
from machimori.store.queries import operators
from machimori.store.queries.facilities import incident_in_force
from machimori.ui import access, acting, filters, in_address, states
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis, state_html
from machimori.ui.pick_table import pick_table
from machimori.ui.tables import Column
from machimori.wording import numbers
from machimori.wording.tokens import mark

#: Address of the sheets (``server_link_sheets``).
PRINT = "/print/links"
_PICKED = "facility"
_SHOWN = ("all", "none", "holds", "revoked")


@dataclass(frozen=True)
class Links:
    """Every facility that can have a link, with the one it has."""

    store: OperatorLinks
    #: facility_id, name, role, address, is_temporary, link (or None), state, reported_at
    facilities: pd.DataFrame

    def of(self, facility_id: str | None) -> Link | None:
        """The newest link of a facility."""
        return self.store.all().get(facility_id or "")


def links(page: Page) -> Links:
    """Read the links and what came through them."""
    journal = current_journal(page.city)
    store = operator_links(page.city, journal)
    incident = incident_in_force(page.warehouse, journal, now=page.now)
    frame = operators.facilities(page.warehouse, journal, incident)
    held = store.all()
    found = [held.get(one) for one in frame["facility_id"]]
    frame["link"] = pd.Series(found, frame.index, dtype=object)
    frame["state"] = [_state(link) for link in found]
    frame["reported_at"] = frame["facility_id"].map(operators.last_reports(journal))
    return Links(store, frame)


def figures(page: Page, found: Links) -> None:
    """How many have a link, and through how many something came."""
    frame = found.facilities
    times = [link.changed_at for link in frame["link"] if link is not None]
    newest = max(times) if times else None
    page.as_of(newest)
    places, source = page.t("unit.places"), page.t("links.source")

    def figure(key: str, count: int) -> Kpi:
        stated = newest or page.t("links.nothing_issued")
        return Kpi(page.t(f"links.kpi_{key}"), count, places, stated, source)

    counted = frame["state"].value_counts()
    kpis(
        page,
        [
            *(figure(state, int(counted.get(state, 0))) for state in ("holds", "none", "revoked")),
            figure("reported", int(frame["reported_at"].notna().sum())),
        ],
        dense=True,
    )
    if not page.city.base_url:
        states.notice(page.t("links.base_url"), page.t("links.base_url_text"), tone="caution")


def links_table(page: Page, found: Links) -> str | None:
    """Draw the facilities; returns the picked one."""
    wanted = filters.choice(
        "link", page.t("links.filter"), _SHOWN, words=lambda one: page.t(f"links.state_{one}")
    )
    frame = found.facilities
    shown = frame if wanted in (None, "all") else frame[frame["state"] == wanted]
    if shown.empty:
        states.empty(page.lang, page.t("links.none_found"))
        return None
    picked = in_address.value(_PICKED)
    pick_table(
        page,
        pd.DataFrame(
            {
                "facility_id": shown["facility_id"],
                "name": shown["name"],
                "role": [page.word("role", one) for one in shown["role"]],
                "state": [
                    _state_html(page, link, state)
                    for link, state in zip(shown["link"], shown["state"], strict=True)
                ],
                "reported": [_reported(page, one) for one in shown["reported_at"]],
            },
            dtype=object,
        ),
        [
            Column(name, page.t(f"links.column_{name}"))
            for name in ("name", "role", "state", "reported")
        ],
        key="facility_id",
        caption=page.t("links.caption"),
        picked=picked,
        on_pick=_pick,
        name="links_table",
    )
    return picked if picked in set(frame["facility_id"]) else None


def one_link(page: Page, found: Links, facility_id: str | None) -> None:
    """Issue, issue again, end or print the link of the picked facility."""
    if facility_id is None:
        show(tag("p", page.t("links.pick_one"), class_="m-quiet"))
        return
    row = found.facilities.set_index("facility_id").loc[facility_id]
    link = found.of(facility_id)
    role = page.word("role", row["role"])
    show(tag("h2", page.t("links.one", name=row["name"], role=role), class_="m-h2"))
    with st.container(horizontal=True, gap="small", key="one_link"):
        if link is None or not link.holds:
            _button(page, "issue", found, [facility_id])
            return
        st.link_button(page.t("links.print"), print_address(page, [facility_id]), type="primary")
        _button(page, "reissue", found, [facility_id])
        _button(page, "revoke", found, [facility_id])
    show(tag("p", page.t("links.reissue_note"), class_="m-quiet"))


def all_links(page: Page, found: Links) -> None:
    """Issue those that are missing, print all, end all."""
    frame = found.facilities
    holding = list(frame.loc[frame["state"] == "holds", "facility_id"])
    missing = list(frame.loc[frame["state"] == "none", "facility_id"])
    show(tag("h2", page.t("links.all"), class_="m-h2"))
    with st.container(horizontal=True, gap="small", key="all_links"):
        if holding:
            st.link_button(
                page.t("links.print_all", n=len(holding)), print_address(page, []), type="primary"
            )
        if missing:
            _button(page, "issue_all", found, missing, n=len(missing))
    if not holding:
        return
    with st.expander(page.t("links.revoke_all_head")):
        show(tag("p", page.t("links.revoke_all_text", n=len(holding))))
        sure = st.checkbox(page.t("links.revoke_all_sure"), key="revoke_all_sure")
        _button(page, "revoke_all", found, holding, disabled=not sure, n=len(holding))


def print_address(page: Page, facility_ids: Sequence[str]) -> str:
    """Address of the sheets of some facilities; of all that have a link where none is named."""
    asked = [(_PICKED, one) for one in facility_ids]
    return f"{PRINT}?{urlencode([('lang', page.lang), *asked])}"


def _button(
    page: Page,
    action: str,
    found: Links,
    facility_ids: Sequence[str],
    *,
    disabled: bool = False,
    n: int = 0,
) -> None:
    st.button(
        page.t(f"links.{action}", n=n) if n else page.t(f"links.{action}"),
        key=f"links_{action}",
        disabled=disabled,
        on_click=_act,
        args=(page, found, action, tuple(facility_ids)),
    )


def _act(page: Page, found: Links, action: str, facility_ids: Sequence[str]) -> None:
    """What a button does; asked again here, since a session may have ended meanwhile."""
    if access.authorise("shelter") is None:
        return
    reporter = acting.reporter(page)
    for facility_id in facility_ids:
        link = found.of(facility_id)
        if not action.startswith("revoke"):
            found.store.issue(facility_id, reporter=reporter)
        elif link is not None and link.holds:
            found.store.revoke(link, reporter=reporter)


def _pick(facility_id: str) -> None:
    in_address.put(_PICKED, facility_id)


def _state(link: Link | None) -> str:
    return "none" if link is None else "holds" if link.holds else "revoked"


def _state_html(page: Page, link: Link | None, state: str) -> Html:
    shape, tone = {
        "none": ("dots", "neutral"),
        "holds": ("disc", "good"),
        "revoked": ("ring", "alarm"),
    }[state]
    shown = state_html(page, mark(f"links.state_{state}", shape, tone))
    if link is None:
        return shown
    said = page.t("links.generation", n=link.generation, moment=page.moment(link.changed_at))
    return join(shown, " ", tag("span", said, class_="m-quiet m-keep"))


def _reported(page: Page, value: object) -> Html | str:
    if numbers.is_missing(value):
        return tag("span", page.t("links.never"), class_="m-quiet")
    return page.moment(value)  # type: ignore[arg-type]
