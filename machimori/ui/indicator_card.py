"""A card of an indicator on a Streamlit page: the one card model as markup, in its order."""

from __future__ import annotations

from machimori.ui.charts import bars
from machimori.ui.markup import Html, icon, tag
from machimori.ui.page import Page
from machimori.wording.indicator_card import Card, Row


def card_html(page: Page, card: Card, *, files: str = "") -> Html:
    """The card.

    Args:
        page: for the words.
        card: what it says.
        files: address of its definition page with table and files; empty: there is none.
    """
    return tag(
        "article",
        tag("h3", card.label, class_="m-h3"),
        _figure(page, card),
        tag(
            "p",
            tag(
                "span",
                icon(card.mark, size=18),
                tag("span", card.state),
                class_="m-state",
                style=f"color:{card.mark.colour};background:{card.mark.ground}",
            ),
            " ",
            tag("span", card.kind, class_="m-chip"),
        ),
        tag("p", card.date, class_="m-provenance"),
        *(tag("p", one, class_="m-note") for one in card.comparison),
        tag("p", card.source, class_="m-provenance"),
        tag("p", page.t("figure.section", section=card.section), class_="m-provenance")
        if card.section
        else None,
        tag("p", page.t("figure.licence", licence=card.licence), class_="m-provenance"),
        tag("p", tag("a", page.t("indicators.to_static"), href=files)) if files else None,
        _details(page, card),
        class_="m-card",
    )


def _figure(page: Page, card: Card) -> Html:
    figure = card.figure
    if figure is None:
        return tag("p", card.value, class_="m-figure")
    return tag(
        "p",
        tag("span", page.t("indicators.target_word"), class_="m-qualifier")
        if card.is_target
        else None,
        tag("span", figure.before, class_="m-qualifier") if figure.before else None,
        tag("span", figure.number, class_="m-value"),
        tag("span", figure.spaced_unit, class_="m-unit") if figure.unit else None,
        tag("span", figure.after, class_="m-qualifier") if figure.after else None,
        class_="m-figure",
    )


def _details(page: Page, card: Card) -> Html:
    line = card.indicator.line
    rows = {row.published.row: row for row in card.rows}
    chart = None
    if len(line) > 1 and all((one.value or 0) >= 0 for one in line):
        chart = bars(
            [
                (
                    one.period_end.isoformat() if one.period_end else "",
                    one.value or 0.0,
                    rows[one.row].value,
                )
                for one in line
            ],
            label=page.t("indicators.chart"),
        )
    return tag(
        "div",
        chart,
        tag(
            "details",
            tag("summary", page.t("indicators.values", n=len(card.rows))),
            tag("ul", *(_value_line(page, row) for row in card.rows), class_="m-values"),
        ),
    )


def _value_line(page: Page, row: Row) -> Html:
    parts = [row.date, row.kind]
    if row.published.value is not None:
        parts.append(row.value)
    if row.target:
        parts.append(page.t("figure.target", value=row.target, due=row.due))
    if row.printed:
        parts.append(page.t("indicators.printed_value", text=row.printed))
    if row.printed_date:
        parts.append(page.t("indicators.printed_date", text=row.printed_date))
    parts += [row.basis, row.role]
    return tag("li", " · ".join(parts))
