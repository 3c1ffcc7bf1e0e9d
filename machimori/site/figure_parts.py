"""Parts of the pages of indicators: the card and the table of values, of the one card model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from machimori.domain.indicator_record import number_text
from machimori.domain.published_values import Published
from machimori.site import share_image
from machimori.site.document import Frame, band
from machimori.site.figures import Figures, folder_of, theme_slug
from machimori.site.sheet import Sheet
from machimori.site.shelters import mark_html
from machimori.wording import numbers
from machimori.wording.brief_card import Brief
from machimori.wording.indicator_card import Card, Row
from machimori.wording.indicator_words import Figure, source_words
from machimori.wording.markup import Html, join, safe, tag

#: Columns a phone has room for.
_NARROW = 2


def frame(
    sheet: Sheet,
    figures: Figures,
    *,
    band_text: str = "",
    description: str = "",
    theme: str = "",
) -> Frame:
    """Around a page of published figures: they are real unless their rows say otherwise."""
    built = sheet.t("figures.built", moment=build_moment(sheet, figures))
    return Frame(
        bands=band(sheet, "sample", band_text) if band_text else Html(""),
        stated=built,
        foot=_foot(sheet, figures),
        description=description,
        image=share_image.path(sheet.lang, theme_slug(theme)) if theme else "",
    )


def build_moment(sheet: Sheet, figures: Figures) -> str:
    """When the figures were taken in, with the year: the page may lie for long."""
    there = numbers.local(figures.built_at, figures.city.zone)
    return f"{numbers.day(there.date(), sheet.lang)} {there:%H:%M}"


def _foot(sheet: Sheet, figures: Figures) -> Html:
    city = figures.city
    licences = {
        value.licence for one in figures.indicators for value in one.published if value.licence
    }
    return tag(
        "footer",
        tag("p", _around(sheet, "site.contact", "contact", city.contact)) if city.contact else None,
        tag("p", sheet.t("figures.real_note")) if _is_real(figures) else None,
        *(
            tag("p", sheet.t("figures.definition_licence"), " ", sheet.japanese(one))
            for one in sorted(licences)
        ),
        tag("p", sheet.t("figures.japanese_titles")) if sheet.lang != "ja" else None,
    )


def _is_real(figures: Figures) -> bool:
    return not any(value.is_sample for one in figures.indicators for value in one.published)


def sample_text(sheet: Sheet, cards: Sequence[Card]) -> str:
    """The words of the band where a figure is generated; none where all are real."""
    is_sample = any(value.is_sample for one in cards for value in one.indicator.published)
    return sheet.t("band.sample_all") if is_sample else ""


def value_html(row: Row | Card | Brief) -> Html:
    """The value in words, with the same number for machines."""
    one = row.published if isinstance(row, Row) else row.indicator.shown
    amount = one.amount
    if not isinstance(row, Row) and row.is_target:
        amount = one.target
    words = safe(row.value) if row.figure is None else _set(row.figure)
    if amount is None or amount.value is None:
        return tag("span", words)
    return tag("data", words, value=number_text(amount.value))


def _set(figure: Figure) -> Html:
    """The parts of ``figure.text``, number and unit in sizes of their own."""
    before, _, after = figure.text.partition(figure.number) if figure.number else ("", "", "")
    if not figure.number:
        return safe(figure.text)
    return join(before, tag("b", figure.number), tag("span", after) if after else None)


def date_html(row: Row | Card | Brief) -> Html:
    """The date in words, with the last day for machines."""
    one = row.published if isinstance(row, Row) else row.indicator.shown
    if one.period_end is None:
        return tag("span", row.date)
    return tag("time", row.date, datetime=one.period_end.isoformat())


def card_html(
    sheet: Sheet, card: Card, *, address: str = "", level: str = "h3", has_section: bool = False
) -> Html:
    """A card: label, number, state, date, comparison, source.

    Args:
        sheet: the language.
        card: what it says.
        address: of its own page; empty on that page itself.
        level: element of the heading; empty: the page's heading says the name.
        has_section: whether the place in the document is told too.
    """
    name = tag("a", card.label, href=address) if address else card.label
    return tag(
        "article",
        tag(level, name) if level else None,
        tag("p", card.place, class_="quiet"),
        tag(
            "p",
            tag("span", sheet.t("indicators.target_word"), " ") if card.is_target else None,
            value_html(card),
            class_="figure",
        ),
        tag(
            "p",
            mark_html(sheet, card.mark),
            " ",
            tag("span", card.kind, class_="chip"),
        ),
        tag("p", date_html(card), class_="when"),
        *(tag("p", one) for one in card.comparison),
        tag("p", source_html(sheet, card.indicator.shown), class_="quiet"),
        tag("p", _around(sheet, "figure.section", "section", card.section), class_="quiet")
        if has_section and card.section
        else None,
        tag("p", _around(sheet, "figure.licence", "licence", card.licence), class_="quiet")
        if has_section
        else None,
        class_="card",
    )


def source_html(sheet: Sheet, one: Published, *, key: str = "figure.source") -> Html:
    """Document and issuer, the title marked as Japanese; ``key`` of the words around them."""
    if not one.document_title:
        return safe(source_words(one, sheet.lang))
    told = replace(one, document_title="\x00")
    before, _, after = source_words(told, sheet.lang, key=key).partition("\x00")
    return join(before, sheet.japanese(one.document_title), after)


def _around(sheet: Sheet, key: str, place: str, words: str) -> Html:
    """A sentence with Japanese words in it, marked as such."""
    before, _, after = sheet.t(key, **{place: "\x00"}).partition("\x00")
    return join(before, sheet.japanese(words), after)


def page_address(sheet: Sheet, indicator_id: str, home: str) -> str:
    """The way to an indicator's page from a page ``home`` leads to the language's folder of."""
    return f"{home}indicators/{folder_of(indicator_id)}/"


def values_table(sheet: Sheet, card: Card) -> Html:
    """Every published value of the indicator: the table behind card and chart."""
    has_target = any(row.target for row in card.rows)
    heads = [
        "indicators.column_date",
        "indicators.column_value",
        *(("indicators.column_target", "figures.column_due") if has_target else ()),
        "indicators.column_kind",
        "figures.column_role",
        "indicators.column_original",
        "indicators.column_basis",
        "indicators.column_source",
        "figures.column_note",
    ]
    return table(
        sheet,
        sheet.t("figures.table_heading"),
        [sheet.t(key) for key in heads],
        [_cells(sheet, row, has_target) for row in card.rows],
        numeric={1, 2} if has_target else {1},
    )


def _cells(sheet: Sheet, row: Row, has_target: bool) -> list[Html | str]:
    targets: list[Html | str] = []
    if has_target:
        target = row.published.target
        number = number_text(None if target is None else target.value)
        targets = [tag("data", row.target, value=number) if number else "", row.due]
    printed = " / ".join(one for one in (row.printed, row.printed_date) if one)
    return [
        date_html(row),
        value_html(row),
        *targets,
        row.kind,
        row.role,
        sheet.japanese(printed) if printed else "",
        row.basis,
        join(
            source_html(sheet, row.published, key="figure.source_cell"),
            " ",
            sheet.japanese(row.section),
        ),
        sheet.japanese(row.note) if row.note else "",
    ]


def table(
    sheet: Sheet,
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Html | str]],
    *,
    numeric: set[int] | frozenset[int] = frozenset(),
) -> Html:
    """A table with caption and scopes that scrolls inside itself where it is wide."""
    aligned = [("n" if place in numeric else None) for place in range(len(heads))]
    head = tag(
        "tr",
        *(
            tag("th", one, scope="col", class_=side, role="columnheader")
            for one, side in zip(heads, aligned, strict=True)
        ),
        role="row",
    )
    body = (_row(cells, heads, aligned) for cells in rows)
    # A phone lays the rows of a wide table out as blocks, which takes the table's roles away.
    wide = len(heads) > _NARROW
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption, class_="spoken"),
            tag("thead", head, role="rowgroup"),
            tag("tbody", *body, role="rowgroup"),
            role="table",
        ),
        class_="table rows" if wide else "table",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def _row(cells: Sequence[Html | str], heads: Sequence[str], aligned: Sequence[str | None]) -> Html:
    first, *rest = cells
    return tag(
        "tr",
        tag("th", first, scope="row", role="rowheader"),
        *(
            tag("td", tag("div", cell) if cell else None, class_=side, data_label=head, role="cell")
            for cell, head, side in zip(rest, heads[1:], aligned[1:], strict=True)
        ),
        role="row",
    )
