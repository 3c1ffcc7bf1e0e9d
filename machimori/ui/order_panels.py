"""避難情報 as it stands: a sign per level, in word, number, shape and colour together."""

from __future__ import annotations

from collections.abc import Sequence

from machimori.store.queries import orders
from machimori.store.queries.board import Incident
from machimori.store.queries.orders import District, OfIncident, Order
from machimori.ui.living import slot
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.wording.alert_levels import LEVEL_MARKS
from machimori.wording.languages import reads_kanji


def level_html(page: Page, level: int) -> Html:
    """``◆ 警戒レベル4 避難指示``; levels a municipality does not issue have no colour."""
    mark = LEVEL_MARKS.get(level)
    return tag(
        "span",
        tag("span", mark.glyph, aria_hidden="true") if mark else None,
        tag("span", page.t("alerts.level", level=level)),
        tag("span", page.t(f"alerts.name_{level}")),
        class_="m-level",
        style=f"background:{mark.ground};color:{mark.ink}" if mark else None,
    )


def area_words(page: Page, district_id: str | None, district: District | None) -> str:
    """The name of a district; the whole municipality is said, an unknown id stays readable."""
    if district_id is None:
        return page.t("alerts.whole")
    if district is None:
        return district_id
    return district.name if reads_kanji(page.lang) else district.name_en or district.name


def order_words(page: Page, order: Order) -> str:
    """``西地区 14:05 発令``."""
    area = area_words(page, order.district_id, order.district)
    return f"{area} {page.t('alerts.issued', clock=page.clock(order.issued_at))}"


def level_line(page: Page, level: int, standing: Sequence[Order]) -> Html:
    """One level: its sign, and the districts it holds in."""
    return tag(
        "li",
        level_html(page, level),
        " ",
        tag("span", page.t("orders.and").join(order_words(page, one) for one in standing)),
    )


def orders_band(page: Page, incident: OfIncident | None) -> None:
    """Draw the orders in force."""
    slot(page, "orders", orders_html(page, incident))


def orders_html(page: Page, incident: OfIncident | None) -> Html | None:
    """Orders in force as a band of signs; None while there are none."""
    held = orders.orders_in_force(page.warehouse, page.journal, incident, now=page.now)
    if not held:
        return None
    return tag(
        "section",
        tag("h2", page.t("alerts.orders"), class_="m-spoken"),
        tag(
            "ul",
            *(level_line(page, level, those) for level, those in orders.by_level(held).items()),
            class_="m-orders",
        ),
        aria_label=page.t("alerts.orders"),
    )


def state_as_of(page: Page, incident: Incident) -> None:
    """Say as of when the page speaks: the newest order, lift or message, else the beginning."""
    told = orders.all_orders(page.warehouse, page.journal, incident)
    moments = [incident.started_at, *(one.issued_at for one in told)]
    moments += [one.lifted_at for one in told if one.lifted_at is not None]
    for message in orders.messages(page.journal, incident):
        moments.append(message.withdrawn_at or message.issued_at)
    page.as_of(max(moments))


def past_orders(page: Page, incident: OfIncident) -> None:
    """Every order of the incident with its end, newest first."""
    told = orders.all_orders(page.warehouse, page.journal, incident)
    if not told:
        return
    show(
        join(
            tag("h3", page.t("orders.history"), class_="m-h3"),
            tag(
                "ol",
                *(tag("li", _history(page, one)) for one in told),
                class_="m-history m-plain",
            ),
        )
    )


def _history(page: Page, order: Order) -> Html:
    if order.lifted_at is not None:
        end = page.t("orders.lifted_at", clock=page.clock(order.lifted_at))
    elif order.ended_at is not None:
        end = page.t("orders.replaced_at", clock=page.clock(order.ended_at))
    else:
        end = page.t("orders.still")
    return join(
        level_html(page, order.alert_level),
        " ",
        order_words(page, order),
        " ",
        tag("span", end, class_="m-quiet"),
    )
