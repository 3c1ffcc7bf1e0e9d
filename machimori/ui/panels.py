"""Key figures: value, unit, as-of and source always together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from machimori.ui.markup import Html, icon, show, tag
from machimori.ui.page import Page
from machimori.wording import numbers
from machimori.wording.tokens import Mark


@dataclass(frozen=True)
class Kpi:
    """One figure. ``value`` is a number (formatted here), a text as printed, or None: unknown.

    ``as_of`` is a time, or the words of a date that isn't one. ``note`` says what is left out
    or compared; ``definition`` is what the number counts, opened on demand. ``fetched`` is said
    where the data states no time.
    """

    label: str
    value: float | str | None
    unit: str
    as_of: datetime | str | None
    source: str
    qualifier: str = ""
    note: str | Html = ""
    definition: str = ""
    mark: Mark | None = None
    digits: int | None = None
    fetched: datetime | None = None


def kpi_html(page: Page, figure: Kpi) -> Html:
    """A figure as markup, in the order it is read aloud."""
    value = (
        figure.value
        if isinstance(figure.value, str)
        else numbers.number(figure.value, page.lang, digits=figure.digits)
    )
    known = isinstance(figure.value, str) or not numbers.is_missing(figure.value)
    return tag(
        "div",
        tag("dt", icon(figure.mark) if figure.mark else None, figure.label, class_="m-kpi-label"),
        tag(
            "dd",
            tag("span", figure.qualifier, class_="m-qualifier") if figure.qualifier else None,
            tag("span", value, class_="m-value"),
            tag("span", figure.unit, class_="m-unit") if known and figure.unit else None,
            class_="m-figure",
        ),
        tag("dd", figure.note, class_="m-note") if figure.note else None,
        tag(
            "dd",
            tag("span", _stated(page, figure), class_="m-nowrap"),
            " ",
            tag("span", page.t("word.sources", names=figure.source), class_="m-nowrap"),
            class_="m-provenance",
        ),
        tag(
            "dd",
            tag(
                "details",
                tag("summary", page.t("kpi.definition")),
                tag("p", figure.definition),
            ),
        )
        if figure.definition
        else None,
        class_="m-kpi",
    )


def _stated(page: Page, figure: Kpi) -> str:
    if isinstance(figure.as_of, str):
        return figure.as_of
    if numbers.is_missing(figure.as_of) and figure.fetched is not None:
        return page.fetched_words(figure.fetched)
    return numbers.as_of_short(figure.as_of, page.zone, page.lang, now=page.now)


def kpi(
    page: Page,
    label: str,
    value: float | str | None,
    unit: str,
    as_of: datetime | str | None,
    source: str,
    *,
    qualifier: str = "",
    note: str = "",
    definition: str = "",
    mark: Mark | None = None,
    digits: int | None = None,
) -> None:
    """Draw one figure."""
    kpis(
        page,
        [Kpi(label, value, unit, as_of, source, qualifier, note, definition, mark, digits)],
    )


def kpis(page: Page, figures: Sequence[Kpi], *, dense: bool = False) -> None:
    """Draw figures side by side, as many as fit; ``dense`` for staff."""
    show(kpis_html(page, figures, dense=dense))


def kpis_html(page: Page, figures: Sequence[Kpi], *, dense: bool = False) -> Html:
    """Figures side by side as markup."""
    return tag(
        "dl",
        *(kpi_html(page, figure) for figure in figures),
        class_="m-kpis m-dense" if dense else "m-kpis",
    )


def state_html(page: Page, mark: Mark, *, age: str = "") -> Html:
    """A state in word, shape and colour; a stale one with a dashed outline and its age."""
    return tag(
        "span",
        icon(mark),
        tag("span", page.t(mark.key)),
        tag("span", age, class_="m-age") if age else None,
        class_="m-state m-stale" if mark.is_stale else "m-state",
        style=f"color:{mark.colour};background:{mark.ground}",
    )
