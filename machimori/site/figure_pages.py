"""Pages of published figures that change with a build alone: one per indicator and per theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from machimori.domain.judgement import State
from machimori.domain.printed_amounts import HALF, TENTHS
from machimori.domain.published_values import Published
from machimori.site import style
from machimori.site.document import band, document, on_ground
from machimori.site.figure_chart import line_chart
from machimori.site.figure_files import csv_path, json_path
from machimori.site.figure_parts import (
    card_html,
    date_html,
    frame,
    page_address,
    sample_text,
    source_html,
    table,
    value_html,
    values_table,
)
from machimori.site.figures import Figures, folder_of, theme_slug
from machimori.site.sheet import Sheet
from machimori.wording import numbers
from machimori.wording.indicator_card import Card, card
from machimori.wording.indicator_words import theme_word, unit_word
from machimori.wording.languages import bcp47
from machimori.wording.markup import Html, tag
from machimori.wording.tokens import SHAPES

#: What can be judged comes first.
_ORDER = list(State)


def pages(sheet: Sheet, figures: Figures) -> Iterator[tuple[str, bytes]]:
    """Path in the language's folder -> content."""
    cards = {one.indicator_id: card(one, sheet.lang) for one in figures.indicators}
    for one in cards.values():
        folder = f"indicators/{folder_of(one.indicator.indicator_id)}"
        yield f"{folder}/index.html", _page(sheet, figures, one, f"{folder}/index.html")
        yield f"{folder}/card.html", _embedded(sheet, one)
    for theme, found in figures.themes.items():
        file = f"indicators/theme/{theme_slug(theme)}/index.html"
        mine = [cards[one.indicator_id] for one in found]
        mine.sort(key=lambda one: _ORDER.index(one.indicator.state))
        yield file, _theme(sheet, figures, theme, mine, file)


def _page(sheet: Sheet, figures: Figures, one: Card, file: str) -> bytes:
    chart = line_chart(
        one.indicator.line,
        sheet.lang,
        label=sheet.t("figures.chart_label", name=one.label),
    )
    root = "../../../"
    name = one.indicator.indicator_id
    content = tag(
        "div",
        card_html(sheet, one, level="", has_section=True),
        tag("h2", sheet.t("figures.sentence_heading")),
        tag("p", one.sentence),
        tag("h2", sheet.t("figures.chart_heading")),
        chart or tag("p", sheet.t("figures.no_line"), class_="quiet"),
        tag("h2", sheet.t("figures.table_heading")),
        values_table(sheet, one),
        tag("h2", sheet.t("figures.definition_heading")),
        _definition(sheet, one),
        tag("h2", sheet.t("figures.files_heading")),
        tag(
            "ul",
            tag("li", tag("a", sheet.t("figures.csv"), href=f"{root}{csv_path(name)}")),
            tag("li", tag("a", sheet.t("figures.json"), href=f"{root}{json_path(name)}")),
            tag("li", tag("a", sheet.t("figures.embed"), href="./card.html")),
            class_="ways",
        ),
        _frame_code(sheet, one, f"{folder_of(name)}/card.html"),
        tag("p", tag("a", sheet.t("figures.back"), href="../")),
        class_="figures",
    )
    return document(
        sheet,
        file=file,
        area="",
        title=one.label,
        content=content,
        frame=frame(
            sheet,
            figures,
            band_text=sample_text(sheet, [one]),
            description=one.sentence,
            theme=one.indicator.theme,
        ),
    )


def _frame_code(sheet: Sheet, one: Card, card_file: str) -> Html | None:
    """What another site pastes to show the card; none where the address is not known."""
    if not sheet.facts.address:
        return None
    address = f"{sheet.facts.address}/{sheet.lang}/indicators/{card_file}"
    code = tag("iframe", src=address, title=one.label, width="560", height="420", loading="lazy")
    return tag("details", tag("summary", sheet.t("embed.code")), tag("p", tag("code", str(code))))


def _definition(sheet: Sheet, one: Card) -> Html:
    """What the figure counts, whose it is and where it stands printed."""
    shown = one.indicator.shown
    unstated = sheet.t("figures.not_stated")
    facts: list[tuple[str, Html | str]] = [
        ("name", one.label),
        ("place", one.place),
        ("theme", one.theme),
        ("unit", _unit(sheet, shown) or sheet.t("figure.no_unit")),
        ("direction", one.direction),
        ("kind", f"{one.kind}: {sheet.t(f'figures.kind_text_{shown.kind}')}"),
        ("document", sheet.japanese(shown.document_title or unstated)),
        ("issuer", sheet.japanese(shown.issuer or unstated)),
        (
            "document_date",
            numbers.day(shown.document_date, sheet.lang) if shown.document_date else unstated,
        ),
        ("section", sheet.japanese(one.section or unstated)),
        ("licence", sheet.japanese(one.licence)),
        ("id", tag("code", one.indicator.indicator_id)),
    ]
    if shown.note:
        facts.append(("note", sheet.japanese(shown.note)))
    return tag(
        "dl",
        *(
            tag("div", tag("dt", sheet.t(f"figures.definition_{key}")), tag("dd", value))
            for key, value in facts
        ),
        class_="facts-list",
    )


def _unit(sheet: Sheet, one: Published) -> str:
    """The unit it is told in: tenths and halves are no per cent."""
    special = {TENTHS: "figure.tenths", HALF: "figure.half"}
    unit = one.unit if one.amount is None else one.amount.unit
    return sheet.t(special[unit]) if unit in special else unit_word(unit, sheet.lang)


def _embedded(sheet: Sheet, one: Card) -> bytes:
    """The card alone, for an iframe of another site and for paper."""
    head = (
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", f"{one.label} - {one.place}"),
        tag("meta", name_="description", content=one.sentence),
        style.head(),
        Html('<link rel="icon" href="data:,">'),
        Html('<base target="_top">'),
    )
    said = sample_text(sheet, [one])
    body = (
        _sprite_of(one),
        tag("aside", band(sheet, "sample", said)) if said else None,
        tag(
            "main",
            card_html(sheet, one, address="./index.html", level="h1", has_section=True),
            class_="alone",
        ),
    )
    html = tag("html", tag("head", *head), tag("body", *body), lang=bcp47(sheet.lang))
    return f"<!DOCTYPE html>\n{html}\n".encode()


def _sprite_of(one: Card) -> Html:
    """The one shape the card's mark refers to."""
    drawing = on_ground(SHAPES[one.mark.shape])  # our own drawings
    return Html(
        '<svg width="0" height="0" class="spoken" aria-hidden="true">'
        f'<symbol id="i-{one.mark.shape}" viewBox="0 0 24 24">{drawing}</symbol></svg>'
    )


def _theme(sheet: Sheet, figures: Figures, theme: str, cards: list[Card], file: str) -> bytes:
    told = [one for one in cards if one.indicator.state != State.REFERENCE]
    reference = [one for one in cards if one.indicator.state == State.REFERENCE]
    title = theme_word(theme, sheet.lang)
    content = tag(
        "div",
        tag("p", counts(sheet, [one.indicator.state for one in cards]), class_="quiet"),
        tag(
            "div",
            *(
                card_html(
                    sheet,
                    one,
                    address=page_address(sheet, one.indicator.indicator_id, "../../../"),
                    level="h2",
                )
                for one in told
            ),
            class_="cards",
        )
        if told
        else None,
        _reference(sheet, reference) if reference else None,
        tag("p", tag("a", sheet.t("figures.back"), href="../../")),
        class_="figures",
    )
    return document(
        sheet,
        file=file,
        area="",
        title=f"{sheet.t('figures.index')}: {title}",
        content=content,
        frame=frame(sheet, figures, band_text=sample_text(sheet, cards), theme=theme),
    )


def counts(sheet: Sheet, states: list[State]) -> str:
    """How many indicators there are, and in which states."""
    found = Counter(states)
    between = "、" if sheet.lang == "ja" else ", "
    said = between.join(
        f"{sheet.t(f'indicators.state_{state}')} {found[state]}" for state in State if found[state]
    )
    return sheet.t("figures.theme_line", n=len(states), states=said)


def _reference(sheet: Sheet, cards: list[Card]) -> Html:
    """Rules, assumptions and forecasts: a list, not cards."""
    heads = ("name", "value", "kind", "date", "source")
    rows: list[list[Html | str]] = [
        [
            tag("a", row.name, href=page_address(sheet, one.indicator.indicator_id, "../../../")),
            value_html(row),
            row.kind,
            date_html(row),
            source_html(sheet, row.published, key="figure.source_cell"),
        ]
        for one in cards
        for row in one.rows
    ]
    return tag(
        "section",
        tag("h2", sheet.t("indicators.reference")),
        tag("p", sheet.t("figures.reference_lead"), class_="quiet"),
        table(
            sheet,
            sheet.t("indicators.reference"),
            [sheet.t(f"indicators.column_{head}") for head in heads],
            rows,
            numeric={1},
        ),
    )
