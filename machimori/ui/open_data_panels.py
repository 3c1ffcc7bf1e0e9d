"""整備率 and the files of our tables, on the data page."""

from __future__ import annotations

from machimori.domain.standard_sets import SetState
from machimori.store.queries import open_tables
from machimori.ui.markup import Html, icon, join, show, tag
from machimori.ui.page import Page
from machimori.wording import numbers, tokens
from machimori.wording.dataset_problems import Problem

_THERE = tokens.mark("open.set_there", "disc", "good")
_INVALID = tokens.mark("open.set_invalid", "triangle", "caution")
_UNCHECKED = tokens.mark("open.set_unchecked", "ring", "neutral")
_MISSING = tokens.mark("open.set_missing", "square", "neutral")


def coverage(page: Page) -> None:
    """整備率 with numerator, denominator, formula and scope."""
    found = open_tables.standard_coverage(page.warehouse, page.city)
    value = page.t(
        "open.coverage_value",
        percent=numbers.number(found.percent, page.lang, digits=1),
        numerator=found.numerator,
        denominator=found.denominator,
    )
    show(
        join(
            tag("h2", page.t("open.coverage"), class_="m-h2"),
            tag("p", tag("span", value, class_="m-value"), class_="m-figure"),
            tag("p", page.t("open.coverage_formula"), class_="m-quiet m-small"),
            tag(
                "details",
                tag("summary", page.t("open.coverage_scope")),
                tag("ul", *(tag("li", _set(page, one)) for one in found.sets), class_="m-values"),
            ),
        )
    )


def _set(page: Page, one: SetState) -> Html:
    mark = (
        _THERE
        if one.is_there
        else _INVALID
        if one.invalid
        else _UNCHECKED
        if one.unchecked
        else _MISSING
    )
    title = tag("span", one.title, lang="ja" if page.lang != "ja" else None)
    return join(f"{one.number} ", title, " ", icon(mark, size=16), " ", page.t(mark.key))


def files(page: Page) -> None:
    """The way to the files in every format, served beside the pages."""
    lang = page.lang if page.lang in ("ja", "en") else "ja"
    links = (
        ("open.formats", f"/public/{lang}/data/"),
        ("open.report", f"/public/{lang}/data/conformance.html"),
        ("open.machine_package", "/data/v1/datapackage.json"),
        ("open.machine_dcat", "/data/v1/catalog.jsonld"),
    )
    items = (tag("li", tag("a", page.t(key), href=address)) for key, address in links)
    show(
        join(
            tag("p", page.t("open.formats_note"), class_="m-quiet m-small"),
            tag("ul", *items, class_="m-values"),
        )
    )


def problem(found: Problem) -> Html:
    """One finding and what to do about it."""
    if not found.fix:
        return tag("span", found.what)
    return join(tag("span", found.what), " ", tag("span", found.fix, class_="m-quiet"))
