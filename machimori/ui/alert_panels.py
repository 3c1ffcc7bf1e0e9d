"""避難情報 and お知らせ as the public reads them: what holds, where, and what to do."""

from __future__ import annotations

from machimori.domain.messages import Message
from machimori.store.queries import orders
from machimori.store.queries.facilities import Incident
from machimori.store.queries.orders import Order
from machimori.ui.markup import Html, show, tag
from machimori.ui.order_panels import level_html, order_words
from machimori.ui.page import Page
from machimori.wording import text
from machimori.wording.languages import bcp47


def alerts(page: Page, incident: Incident | None) -> None:
    """Orders in force and messages said, on top of the page; draws nothing in peacetime."""
    held = orders.orders_in_force(page.warehouse, page.journal, incident, now=page.now)
    if held:
        levels = orders.by_level(held)
        items = (_level(page, level, those) for level, those in levels.items())
        show(tag("ul", *items, class_="m-alerts", aria_label=page.t("alerts.orders")))
    said = orders.messages_out(page.journal, incident, now=page.now, audience="public")
    if said:
        messages = (_message(page, one) for one in said)
        show(tag("ul", *messages, class_="m-alerts", aria_label=page.t("alerts.messages")))


def _level(page: Page, level: int, standing: list[Order]) -> Html:
    return tag(
        "li",
        level_html(page, level),
        tag("p", page.t(f"alerts.what_{level}")),
        tag("ul", *(tag("li", order_words(page, one)) for one in standing)),
    )


def _message(page: Page, message: Message) -> Html:
    """The words in the reader's language, or in the nearest there is, which is then named."""
    words = message.spoken(page.lang)
    is_other = words.lang != page.lang
    return tag(
        "li",
        tag("p", words.text, lang=bcp47(words.lang) if is_other else None, class_="m-said"),
        tag(
            "p",
            page.t("alerts.sent", clock=page.clock(message.issued_at)),
            " ",
            tag("span", text(f"language.{words.lang}", page.lang), class_="m-chip")
            if is_other
            else None,
            tag("span", page.t("alerts.machine"), class_="m-chip")
            if words.is_machine_translated
            else None,
            class_="m-quiet",
        ),
    )
