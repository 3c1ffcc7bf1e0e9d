"""What's new and corrected: the log that builds keep of published figures, as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from machimori.site.document import document
from machimori.site.figure_files import CORRECTIONS_CSV
from machimori.site.figure_parts import frame, page_address, table
from machimori.site.figures import Figures
from machimori.site.sheet import Sheet
from machimori.site.status_json import stamp
from machimori.wording import numbers
from machimori.wording.indicator_words import place_word
from machimori.wording.markup import Html, join, tag

FILE = "indicators/news.html"
#: On the page at most; the file has all.
MOST = 200


def pages(sheet: Sheet, figures: Figures) -> Iterator[tuple[str, bytes]]:
    """The one page."""
    listed = rows(sheet, figures, most=MOST, home="../")
    content = tag(
        "div",
        tag("p", sheet.t("figures.news_lead")),
        table(sheet, sheet.t("figures.news"), heads(sheet), listed)
        if listed
        else tag("p", sheet.t("figures.news_none"), class_="notice"),
        tag("p", tag("a", sheet.t("figures.news_csv"), href=f"../../{CORRECTIONS_CSV}")),
        tag("p", tag("a", sheet.t("figures.back"), href="./")),
        class_="figures",
    )
    yield (
        FILE,
        document(
            sheet,
            file=FILE,
            area="",
            title=sheet.t("figures.news"),
            content=content,
            frame=frame(sheet, figures),
        ),
    )


def heads(sheet: Sheet) -> list[str]:
    """Headings of the columns of ``rows``."""
    return [sheet.t(f"figures.news_{one}") for one in ("when", "what", "old", "new", "why")]


def rows(sheet: Sheet, figures: Figures, *, most: int, home: str) -> list[list[Html | str]]:
    """The newest entries of the log; ``home`` leads to the language's folder."""
    known = {one.indicator_id for one in figures.indicators}
    return [_row(sheet, figures, one, known, home) for one in figures.corrections[:most]]


def _row(
    sheet: Sheet, figures: Figures, one: Mapping[str, Any], known: set[str], home: str
) -> list[Html | str]:
    moment = one["changed_at"]
    english = one["name_en"] if sheet.lang == "en" else None
    name = english if isinstance(english, str) else str(one["name"])
    label: Html | str = name
    if one["indicator_id"] in known:
        label = tag("a", name, href=page_address(sheet, one["indicator_id"], home))
    field = one["field"]
    what = (
        sheet.t(f"figures.field_{field}")
        if isinstance(field, str)
        else sheet.t(f"figures.change_{one['change']}")
    )
    when = one["as_of_original"]
    return [
        tag(
            "time",
            numbers.moment(moment, figures.city.zone, sheet.lang, now=None),
            datetime=stamp(moment),
        ),
        join(
            f"{place_word(str(one['municipality']), sheet.lang)} ",
            label,
            " ",
            sheet.japanese(when if isinstance(when, str) else ""),
            f" ({what})" if sheet.lang == "en" else f"（{what}）",
        ),
        _value(sheet, one["old"]),
        _value(sheet, one["new"]),
        sheet.japanese(one["reason"])
        if isinstance(one["reason"], str)
        else sheet.t("figures.publisher_changed"),
    ]


def _value(sheet: Sheet, value: Any) -> Html | str:
    return sheet.japanese(value) if isinstance(value, str) and value else "–"
