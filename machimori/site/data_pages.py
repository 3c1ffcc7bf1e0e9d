"""The pages of open data: the catalogue and our tables, and what published files have to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from machimori.domain.standard_sets import SetState
from machimori.site.data_files import CATALOGUE, CONFORMANCE, PACKAGE, DataFiles
from machimori.site.document import INDEX, Frame, band, document
from machimori.site.figure_parts import table
from machimori.site.open_about import FOLDER, Told
from machimori.site.open_columns import Table
from machimori.site.sheet import Sheet
from machimori.site.shelters import mark_html
from machimori.wording import numbers, tokens
from machimori.wording.dataset_problems import Problem, problems
from machimori.wording.markup import Html, join, tag

FILE = f"data/{INDEX}"
REPORT = "data/conformance.html"
#: From a page in the language's folder up to the files.
_FILES = f"../../{FOLDER}/"
_CONFORMANCE = {
    "valid": tokens.mark("data.conformance_valid", "disc", "good"),
    "invalid": tokens.mark("data.conformance_invalid", "triangle", "caution"),
    "not_checked": tokens.mark("data.conformance_not_checked", "ring", "neutral"),
}
_SETS = {
    "there": tokens.mark("open.set_there", "disc", "good"),
    "invalid": tokens.mark("open.set_invalid", "triangle", "caution"),
    "unchecked": tokens.mark("open.set_unchecked", "ring", "neutral"),
    "missing": tokens.mark("open.set_missing", "square", "neutral"),
}
#: Ending -> word of the format, in the order they are offered.
_FORMATS = (
    (".bom.csv", "bom"), (".csv", "csv"), (".json", "json"), (".geojson", "geojson"),
    (".parquet", "parquet"), (".fgb", "fgb"), (".zip", "zip"),
)  # fmt: skip


def pages(sheet: Sheet, data: DataFiles) -> Iterator[tuple[str, bytes]]:
    """Catalogue and report; they change with a build alone."""
    for file, title, content in (
        (FILE, "open.page_data", _catalogue_page(sheet, data)),
        (REPORT, "open.report", _report_page(sheet, data)),
    ):
        yield (
            file,
            document(
                sheet,
                file=file,
                area="",
                title=sheet.t(title),
                content=tag("div", content, class_="figures"),
                frame=_frame(sheet, data),
            ),
        )


def _frame(sheet: Sheet, data: DataFiles) -> Frame:
    is_sample = any(told.terms.is_sample for told, _ in data.tables.values())
    city = data.city
    there = numbers.local(data.built_at, city.zone)
    contact = tag("p", sheet.t("site.contact", contact=city.contact)) if city.contact else None
    credits = dict.fromkeys(line for told, _ in data.tables.values() for line in told.terms.credits)
    lines = (tag("p", sheet.t("word.source"), " ", sheet.japanese(one)) for one in credits if one)
    return Frame(
        bands=band(sheet, "sample", sheet.t("open.sample_note")) if is_sample else Html(""),
        stated=sheet.t(
            "open.built", moment=f"{numbers.day(there.date(), sheet.lang)} {there:%H:%M}"
        ),
        foot=tag("footer", contact, *lines),
        description=sheet.t("open.lead"),
    )


def _catalogue_page(sheet: Sheet, data: DataFiles) -> Html:
    return join(
        tag("p", sheet.t("open.lead")),
        _coverage(sheet, data),
        tag("p", tag("a", sheet.t("open.report_link"), href="./conformance.html")),
        tag("h2", sheet.t("open.own_tables"), id="tables"),
        tag("p", sheet.t("open.formats_note"), class_="quiet"),
        _own_tables(sheet, data),
        _not_offered(sheet, data),
        _for_machines(sheet, data),
        tag("h2", sheet.t("open.catalogue"), id="catalogue"),
        _listed(sheet, data),
    )


def _coverage(sheet: Sheet, data: DataFiles) -> Html:
    found = data.coverage
    return join(
        tag("h2", sheet.t("open.coverage"), id="coverage"),
        tag("p", tag("strong", coverage_words(sheet, data)), class_="figure"),
        tag("p", sheet.t("open.coverage_formula"), class_="quiet"),
        tag(
            "details",
            tag("summary", sheet.t("open.coverage_scope")),
            table(
                sheet,
                sheet.t("open.coverage_scope"),
                [sheet.t(f"open.coverage_column_{one}") for one in ("set", "state", "files")],
                [_set_row(sheet, one) for one in found.sets],
            ),
        ),
    )


def coverage_words(sheet: Sheet, data: DataFiles) -> str:
    """``35％（17件のうち6件）``."""
    found = data.coverage
    return sheet.t(
        "open.coverage_value",
        percent=numbers.number(found.percent, sheet.lang, digits=1),
        numerator=found.numerator,
        denominator=found.denominator,
    )


def _set_row(sheet: Sheet, one: SetState) -> list[Html | str]:
    state = (
        "there"
        if one.is_there
        else "invalid"
        if one.invalid
        else "unchecked"
        if one.unchecked
        else "missing"
    )
    return [
        join(f"{one.number} ", sheet.japanese(one.title)),
        mark_html(sheet, _SETS[state]),
        f"{one.valid} / {one.invalid} / {one.unchecked}",
    ]


def _own_tables(sheet: Sheet, data: DataFiles) -> Html:
    heads = [
        sheet.t(f"open.column_{one}") for one in ("table", "rows", "as_of", "licence", "files")
    ]
    rows = [_own_row(sheet, data, told, rows) for told, rows in data.tables.values()]
    return table(sheet, sheet.t("open.own_tables"), heads, rows, numeric={1})


def _own_row(sheet: Sheet, data: DataFiles, told: Told, rows: Table) -> list[Html | str]:
    terms = told.terms
    return [
        join(
            tag("span", told.title(sheet.lang)),
            tag("p", told.description(sheet.lang), class_="quiet") if not told.table.role else None,
        ),
        numbers.number(len(rows.rows), sheet.lang),
        _day(sheet, None if terms.as_of is None else numbers.local(terms.as_of, data.city.zone)),
        _licence(sheet, terms.licence, terms.licence_url),
        _format_links(sheet, data, told),
    ]


def _licence(sheet: Sheet, licence: str | None, link: str | None) -> Html | str:
    if not licence:
        return sheet.t("word.not_stated")
    name = sheet.japanese(licence)
    is_web = link is not None and link.startswith(("https://", "http://"))
    return tag("a", name, href=link, rel="license") if is_web else name


def _format_links(sheet: Sheet, data: DataFiles, told: Told) -> Html:
    names = data.of_table(told.key)
    links = []
    for ending, word in _FORMATS:
        name = f"{told.key}{ending}"
        if name not in names:
            continue
        key = "geoparquet" if word == "parquet" and told.table.geometry else word
        links.append(tag("a", sheet.t(f"open.format_{key}"), href=f"{_FILES}{name}", download=True))
    return tag("span", *_apart(links), class_="files")


def _apart(links: list[Html]) -> Iterator[Html | str]:
    for place, one in enumerate(links):
        if place:
            yield " "
        yield one


def _not_offered(sheet: Sheet, data: DataFiles) -> Html:
    if not data.refused:
        return Html("")
    names = sheet.t("word.join").join(one.title(sheet.lang) for one in data.refused)
    return tag("p", sheet.t("open.not_offered", names=names), class_="notice")


def _for_machines(sheet: Sheet, data: DataFiles) -> Html:
    boxes = next((one for one in data.names if one.endswith("_food_drive.csv")), None)
    links = [
        tag("a", sheet.t(key), href=f"{_FILES}{name}")
        for key, name in (
            ("open.machine_package", PACKAGE),
            ("open.machine_dcat", CATALOGUE),
            ("open.machine_conformance", CONFORMANCE),
        )
        if name in data.names
    ]
    return join(
        tag("p", sheet.t("open.food_drive_file"), " ", tag("a", boxes, href=f"{_FILES}{boxes}"))
        if boxes
        else None,
        tag("p", sheet.t("open.machine"), " ", *_apart(links)),
        tag("p", sheet.t("open.machine_editions"), class_="quiet") if data.tables else None,
    )


def _listed(sheet: Sheet, data: DataFiles) -> Html:
    if not len(data.datasets):
        return tag("p", sheet.t("open.report_no_files"), class_="notice")
    heads = [
        sheet.t(f"data.column_{one}")
        for one in ("title", "format", "licence", "date", "updated", "conformance")
    ]
    rows = [_listed_row(sheet, one) for one in _records(data.datasets)]
    return table(sheet, sheet.t("open.catalogue"), heads, rows)


def _listed_row(sheet: Sheet, one: Mapping[str, Any]) -> list[Html | str]:
    link = next(
        (
            address
            for address in (one["url"], one["landing_page"])
            if isinstance(address, str) and address.startswith(("https://", "http://"))
        ),
        None,
    )
    title = sheet.japanese(one["title"])
    return [
        tag("a", title, href=link, rel="noreferrer noopener") if link else title,
        one["format"] or "",
        _licence(sheet, one["licence"], one["licence_url"]),
        _day(sheet, one["data_date"]),
        _day(sheet, one["updated_at"]),
        mark_html(sheet, _CONFORMANCE.get(one["conformance"], _CONFORMANCE["not_checked"])),
    ]


def _day(sheet: Sheet, value: Any) -> Html | str:
    if value is None:
        return sheet.t("word.not_stated")
    return tag("span", numbers.day(pd.Timestamp(value).date(), sheet.lang), class_="day")


def _report_page(sheet: Sheet, data: DataFiles) -> Html:
    files = [(one, problems(one["errors"], sheet.lang)) for one in _records(data.datasets)]
    told = [_file_report(sheet, one, found) for one, found in files if found]
    nothing = "open.report_none" if files else "open.report_no_files"
    return join(
        tag("p", sheet.t("open.report_lead")),
        _coverage(sheet, data),
        tag("h2", sheet.t("open.report")),
        *(told or [tag("p", sheet.t(nothing), class_="notice")]),
        tag("p", tag("a", sheet.t("open.page_data"), href="./")),
    )


def _file_report(sheet: Sheet, one: Mapping[str, Any], found: tuple[Problem, ...]) -> Html:
    standard = one["standard"]
    return tag(
        "section",
        tag("h3", sheet.japanese(one["title"])),
        tag(
            "p",
            mark_html(sheet, _CONFORMANCE.get(one["conformance"], _CONFORMANCE["not_checked"])),
            " ",
            sheet.t("open.report_standard", standard=standard) if standard else None,
        ),
        tag(
            "ul",
            *(
                tag("li", tag("strong", told.what), " ", tag("span", told.fix, class_="quiet"))
                for told in found
            ),
        ),
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
