"""Issuing 避難情報 by district, and lifting it."""

from __future__ import annotations

import streamlit as st

from machimori.domain.evacuation import ORDER_KINDS, WHOLE
from machimori.store.order_desk import OrderDesk
from machimori.store.queries import orders
from machimori.store.queries.board import Incident
from machimori.store.queries.orders import Order
from machimori.ui import acting, filters
from machimori.ui.markup import join, show, tag
from machimori.ui.order_panels import area_words, level_html, order_words
from machimori.ui.page import Page
from machimori.ui.phrases import in_all_languages, provisional_languages
from machimori.ui.times import meant, time_field


def desk(page: Page, incident: Incident) -> OrderDesk:
    """The desk that writes orders and messages of an incident."""
    return OrderDesk(
        page.warehouse, acting.journal_of(page), incident, acting.reporter(page), page.now
    )


def standing_orders(page: Page, incident: Incident, *, may_write: bool) -> None:
    """What is in force, each with the way to lift it."""
    show(tag("h2", page.t("orders.in_force"), class_="m-h2"))
    held = orders.orders_in_force(page.warehouse, page.journal, incident, now=page.now)
    if not held:
        show(tag("p", page.t("alerts.none"), class_="m-quiet"))
        return
    for one in held:
        with st.container(key=f"order_{one.event_id}", horizontal=True, gap="small"):
            show(join(level_html(page, one.alert_level), " ", order_words(page, one)))
            if may_write:
                _ending(page, incident, one)
    if may_write and len(held) > 1:
        every = [one.event_id for one in held]
        acting.button(
            page,
            page.t("orders.lift_all"),
            "lift_all",
            lambda now, key: desk(now, incident).lift(every, client_key=key),
            page.t("orders.lifted_all", n=len(every)),
            key="lift_all",
        )


def _ending(page: Page, incident: Incident, order: Order) -> None:
    """Lift the order, or say that it was a mistake; a second press confirms."""
    area = area_words(page, order.district_id, order.district)
    kind = page.t(f"alerts.name_{order.alert_level}")
    with st.popover(page.t("orders.end"), width="content"):
        show(tag("p", page.t("orders.lift_what", area=area, kind=kind)))
        lift, mistake = f"lift_{order.event_id}", f"mistake_{order.event_id}"
        acting.button(
            page,
            page.t("orders.lift"),
            lift,
            lambda now, key: desk(now, incident).lift([order.event_id], client_key=key),
            page.t("orders.lifted", area=area, kind=kind),
            key=lift,
            type="primary",
        )
        acting.button(
            page,
            page.t("orders.mistake"),
            mistake,
            lambda now, key: desk(now, incident).take_back(order.event_id, client_key=key),
            page.t("orders.taken_back", area=area, kind=kind),
            key=mistake,
        )
        show(tag("p", page.t("orders.mistake_note"), class_="m-quiet m-small"))


def issue_form(page: Page, incident: Incident) -> None:
    """Level, districts, time; what will be said stands above the one button."""
    show(tag("h2", page.t("orders.issue"), class_="m-h2"))
    level = int(
        filters.choice(
            "level",
            page.t("orders.level"),
            [str(one) for one in ORDER_KINDS],
            words=lambda code: page.t(f"orders.level_{code}"),
        )
    )
    show(tag("p", page.t(f"alerts.what_{level}"), class_="m-quiet"))
    named = {one.district_id: one for one in orders.districts(page.warehouse)}
    areas: list[str] = (
        st.pills(
            page.t("orders.areas"),
            [WHOLE, *named],
            selection_mode="multi",
            format_func=lambda code: area_words(
                page, None if code == WHOLE else code, named.get(code)
            ),
            key=acting.field("issue", "areas"),
        )
        or []
    )
    time_field(page, page.t("orders.issued_at"), key=acting.field("issue", "time"))
    st.checkbox(page.t("orders.also_tell"), key=acting.field("issue", "tell"))
    chosen = [None if code == WHOLE else code for code in areas]
    words = page.t("orders.and").join(area_words(page, one, named.get(one or "")) for one in chosen)
    kind = page.t(f"alerts.name_{level}")
    if not chosen:
        show(tag("p", page.t("orders.choose_area"), class_="m-quiet"))
    else:
        summary = page.t("orders.will_issue", area=words, level=level, kind=kind)
        show(tag("p", level_html(page, level), " ", tag("strong", summary), class_="m-summary"))
    # Level and areas are those the sentence above the button says.
    acting.button(
        page,
        page.t("orders.issue_now"),
        "issue",
        lambda now, key: _issue(now, incident, level, chosen, key),
        page.t("orders.issued", area=words, kind=kind),
        type="primary",
        disabled=not chosen,
        key="issue_now",
    )


def _issue(page: Page, incident: Incident, level: int, areas: list[str | None], key: str) -> None:
    writer = desk(page, incident)
    issued_at = meant(page, acting.typed("issue", "time") or "", ahead=False)
    issued = writer.issue(level, areas, client_key=key, issued_at=issued_at)
    if not acting.typed("issue", "tell"):
        return
    known = {one.district_id: one for one in orders.districts(page.warehouse)}
    for event in issued:
        district_id = None if event.subject == WHOLE else event.subject
        writer.tell(
            in_all_languages(f"level_{level}", district=known.get(event.subject)),
            client_key=key,
            district_id=district_id,
            machine_translated=provisional_languages(),
        )
