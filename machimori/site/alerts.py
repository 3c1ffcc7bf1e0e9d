"""避難情報 and お知らせ: on top of the shelters in short, and on a page of their own."""

from __future__ import annotations

from collections.abc import Iterator

from machimori.domain.messages import Message
from machimori.site.document import document
from machimori.site.reading import reading
from machimori.site.sheet import Sheet
from machimori.site.status_json import stamp
from machimori.store.queries.orders import Order, by_level
from machimori.wording import text
from machimori.wording.alert_levels import LEVEL_MARKS
from machimori.wording.languages import bcp47
from machimori.wording.markup import Html, join, tag

FILE = "alerts.html"


def pages(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """The page of orders and messages."""
    content = tag(
        "div",
        tag("h2", sheet.t("alerts.orders")),
        _orders(sheet) or tag("p", sheet.t("alerts.none"), class_="notice"),
        tag("h2", sheet.t("alerts.messages")),
        _messages(sheet) or tag("p", sheet.t("alerts.none_messages"), class_="notice"),
        id="live",
        data_layout=sheet.layout,
    )
    yield (
        FILE,
        document(
            sheet,
            file=FILE,
            area="alerts",
            title=sheet.t("page.alerts"),
            content=content,
            after=reading(sheet),
        ),
    )


def summary(sheet: Sheet) -> Html:
    """Orders and messages in force; nothing where there are none."""
    return join(_orders(sheet), _messages(sheet))


def _orders(sheet: Sheet) -> Html | None:
    levels = by_level(list(sheet.facts.orders))
    if not levels:
        return None
    return tag(
        "ul",
        *(_level(sheet, level, those) for level, those in levels.items()),
        class_="orders",
        aria_label=sheet.t("alerts.orders"),
    )


def _level(sheet: Sheet, level: int, orders: list[Order]) -> Html:
    mark = LEVEL_MARKS.get(level)
    sign = tag(
        "strong",
        f"{mark.glyph} " if mark else None,
        sheet.t("alerts.level", level=level),
        " ",
        sheet.t(f"alerts.name_{level}"),
        class_=f"level level-{level}",
    )
    where = (
        tag(
            "li",
            _area(sheet, one),
            " ",
            tag(
                "time",
                sheet.t("alerts.issued", clock=sheet.clock(one.issued_at)),
                datetime=stamp(one.issued_at),
            ),
        )
        for one in orders
    )
    return tag("li", sign, tag("p", sheet.t(f"alerts.what_{level}")), tag("ul", *where))


def _area(sheet: Sheet, order: Order) -> Html | str:
    if order.district_id is None:
        return sheet.t("alerts.whole")
    return _district(sheet, order.district_id)


def _district(sheet: Sheet, district_id: str) -> Html:
    found = next((one for one in sheet.facts.districts if one.district_id == district_id), None)
    if found is None:
        return sheet.japanese(district_id)
    return sheet.name({"name": found.name, "name_kana": None, "name_en": found.name_en})


def _messages(sheet: Sheet) -> Html | None:
    said = [_message(sheet, one) for one in sheet.facts.messages]
    return (
        tag("ul", *said, class_="messages", aria_label=sheet.t("alerts.messages")) if said else None
    )


def _message(sheet: Sheet, message: Message) -> Html:
    """The words in the reader's language, or in the nearest there is, which is then named."""
    words = message.spoken(sheet.lang)
    return tag(
        "li",
        tag("p", words.text, lang=bcp47(words.lang) if words.lang != sheet.lang else None),
        tag(
            "p",
            tag(
                "time",
                sheet.t("alerts.sent", clock=sheet.clock(message.issued_at)),
                datetime=stamp(message.issued_at),
            ),
            " ",
            _district(sheet, message.district_id) if message.district_id else None,
            tag("span", text(f"language.{words.lang}", sheet.lang), class_="chip")
            if words.lang != sheet.lang
            else None,
            tag("span", sheet.t("alerts.machine"), class_="chip")
            if words.is_machine_translated
            else None,
            class_="quiet",
        ),
    )
