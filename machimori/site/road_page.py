"""Road posts in figures: how many are open, how many are closed in time, how many came by month."""

from __future__ import annotations

from collections.abc import Iterator

from machimori.site.document import Frame, bands, document
from machimori.site.figure_parts import table
from machimori.site.sheet import Sheet
from machimori.site.ways import way
from machimori.store.queries.overview import DONE_WITHIN_DAYS, LATELY_DAYS
from machimori.store.queries.road_public import Count, PeriodShare, RoadTold
from machimori.wording import numbers
from machimori.wording.catalogue import has
from machimori.wording.markup import Html, join, tag

FILE = "roads.html"


def pages(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """The one page."""
    told = sheet.facts.roads
    is_there = bool(told.periods or told.months)
    content = join(
        tag("p", sheet.t("roadfig.lead")),
        join(_now(sheet, told), _periods(sheet, told), _months(sheet, told))
        if is_there
        else tag("p", sheet.t("roadfig.none"), class_="notice"),
    )
    yield (
        FILE,
        document(
            sheet,
            file=FILE,
            area="",
            title=sheet.t("roadfig.title"),
            content=tag("div", content, class_="figures"),
            frame=_frame(sheet),
        ),
    )


def _frame(sheet: Sheet) -> Frame:
    city = sheet.facts.city
    posts = next((one for one in sheet.facts.live if one.key == "posts"), None)
    stated = sheet.t("word.as_of_unknown")
    if posts is not None and posts.as_of is not None:
        stated = sheet.t("home.as_of", moment=sheet.moment(posts.as_of))
    credits = (one for one in sheet.facts.sources if one["source_name"] == "road_reports")
    return Frame(
        bands=bands(sheet, ""),
        stated=stated,
        foot=tag(
            "footer",
            tag("p", sheet.t("site.contact", contact=city.contact)) if city.contact else None,
            *(
                tag("p", sheet.t("word.source"), " ", sheet.japanese(_credit(one)))
                for one in credits
            ),
        ),
        description=sheet.t("roadfig.lead"),
    )


def _credit(source: dict[str, object]) -> str:
    parts = (source["title"], source["producer"], source["licence"])
    return " · ".join(str(part) for part in parts if part)


def _now(sheet: Sheet, told: RoadTold) -> Html:
    live = {one.key: one for one in sheet.facts.live}
    lately, closed = live.get("posts"), live.get("p_closed")
    share = sheet.t("figures.too_few")
    interval = None
    if closed is not None and closed.value is not None:
        share = f"{numbers.number(closed.value, sheet.lang, digits=0)}%"
        low, high = (numbers.number(end, sheet.lang, digits=0) for end in (closed.low, closed.high))
        interval = sheet.t("figures.interval", low=low, high=high)
    return join(
        tag("h2", sheet.t("roadfig.now")),
        tag(
            "dl",
            _figure(
                sheet.t("roadfig.open"),
                _reports(sheet, told.open),
                sheet.t("roadfig.open_note"),
            ),
            _figure(
                sheet.t("roadfig.lately", days=LATELY_DAYS),
                _reports(sheet, None if lately is None or lately.value is None else lately.value),
                "",
            ),
            _figure(
                sheet.t("roadfig.closed", days=DONE_WITHIN_DAYS),
                share,
                sheet.t("roadfig.closed_note"),
                interval,
            ),
            class_="live",
        ),
    )


def _figure(label: str, value: str, note: str, interval: str | None = None) -> Html:
    return tag(
        "div",
        tag("dt", label),
        tag("dd", tag("strong", value), class_="figure"),
        tag("dd", interval) if interval else None,
        tag("dd", note, class_="quiet") if note else None,
    )


def _reports(sheet: Sheet, count: float | None) -> str:
    if count is None:
        return sheet.t("figures.too_few")
    return sheet.t("roadfig.reports", n=int(count))


def _periods(sheet: Sheet, told: RoadTold) -> Html | None:
    rows = [_period_row(sheet, one) for one in reversed(told.periods) if one.period != "all"]
    if not rows:
        return None
    heads = [
        sheet.t("roadfig.column_period"),
        sheet.t("roadfig.column_posts"),
        sheet.t("roadfig.column_share", days=DONE_WITHIN_DAYS),
        sheet.t("roadfig.column_interval"),
    ]
    caption = sheet.t("roadfig.periods", days=DONE_WITHIN_DAYS)
    return join(tag("h2", caption), table(sheet, caption, heads, rows, numeric={1, 2, 3}))


def _period_row(sheet: Sheet, one: PeriodShare) -> list[Html | str]:
    year, _, month = one.period.partition("-")
    length = sheet.facts.city.road_survival.period_months
    name = sheet.t("roadfig.period_year", year=year)
    if length != 12:
        given = {"year": int(year), "month": int(month), "months": length}
        name = sheet.t("roadfig.period_months", **given)
    if one.share is None:
        return [name, _count(sheet, one.posts), sheet.t("figures.too_few"), ""]
    low, share, high = (
        numbers.number(100 * part, sheet.lang, digits=0)
        for part in (one.share.low, one.share.share, one.share.high)
    )
    return [name, _count(sheet, one.posts), f"{share}%", f"{low}–{high}%"]


def _count(sheet: Sheet, reports: int | None) -> str:
    """A number, or the sign for one that is withheld."""
    if reports is None:
        return sheet.facts.city.privacy.symbol
    return numbers.number(reports, sheet.lang)


def _months(sheet: Sheet, told: RoadTold) -> Html:
    rules = sheet.facts.city.privacy
    heading = tag("h2", sheet.t("roadfig.months"))
    if not told.months:
        return join(heading, tag("p", sheet.t("roadfig.months_none")))
    newest = _month(sheet, told.months[0].name or "")
    districts = {one.district_id: one for one in sheet.facts.districts}
    return join(
        heading,
        tag(
            "p",
            sheet.t(
                "roadfig.months_note",
                days=rules.settle_days,
                few=rules.posts,
                symbol=rules.symbol,
            ),
            class_="quiet",
        ),
        _table(
            sheet,
            "month",
            sheet.t("roadfig.months"),
            [(_month(sheet, one.name or ""), one) for one in told.months],
        ),
        *_part(
            sheet,
            "district",
            sheet.t("roadfig.districts", month=newest),
            [
                (
                    sheet.name(
                        {
                            "name": districts[one.name].name,
                            "name_kana": None,
                            "name_en": districts[one.name].name_en,
                        }
                    )
                    if one.name in districts
                    else sheet.t("roadfig.nowhere"),
                    one,
                )
                for one in told.districts
            ],
        ),
        *_part(
            sheet,
            "kind",
            sheet.t("roadfig.kinds", month=newest),
            [(_kind(sheet, one.name), one) for one in told.kinds],
        ),
        tag("p", way(sheet, "data/index.html", sheet.t("roadfig.files")), class_="ways-line"),
    )


def _part(
    sheet: Sheet, what: str, caption: str, named: list[tuple[Html | str, Count]]
) -> Iterator[Html]:
    if named:
        yield tag("h2", caption)
        yield _table(sheet, what, caption, named)


def _table(sheet: Sheet, what: str, caption: str, named: list[tuple[Html | str, Count]]) -> Html:
    heads = [sheet.t(f"roadfig.column_{what}"), sheet.t("roadfig.column_posts")]
    rows: list[list[Html | str]] = [[name, _count(sheet, one.reports)] for name, one in named]
    return table(sheet, caption, heads, rows, numeric={1})


def _month(sheet: Sheet, month: str) -> str:
    year, _, number = month.partition("-")
    return sheet.t("roadfig.month", year=int(year), month=int(number))


def _kind(sheet: Sheet, code: str | None) -> Html | str:
    """A kind's word; a municipality's own stays as it is, marked as Japanese."""
    if code is None:
        return sheet.t("roadfig.no_kind")
    if has(f"category.{code}", sheet.lang):
        return sheet.word("category", code)
    return sheet.japanese(code)
