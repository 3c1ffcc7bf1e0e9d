"""The front page: in an incident first what is open, then food, roads, data and chosen figures."""

from __future__ import annotations

from collections.abc import Iterator

from machimori.site.document import INDEX, document, state_frame
from machimori.site.front_figures import cards
from machimori.site.reading import reading
from machimori.site.sheet import Sheet
from machimori.site.shelters import item, state_now
from machimori.site.ways import way
from machimori.store.queries.facilities import is_listed_as_open
from machimori.store.queries.live_figures import LiveFigure
from machimori.wording import numbers
from machimori.wording.markup import Html, join, tag

FILE = INDEX
AREA = "public_site"
#: Open places on the front page; the list of shelters has all.
MOST_OPEN = 4


def pages(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """The one page."""
    content = tag(
        "div",
        _shelters(sheet),
        tag("h2", sheet.t("home.topics")),
        tag("div", _food(sheet), _roads(sheet), _data(sheet), class_="topics"),
        _figures(sheet),
        id="live",
        data_layout=sheet.layout,
        class_="figures",
    )
    yield (
        FILE,
        document(
            sheet,
            file=FILE,
            area=AREA,
            title=sheet.t("page.overview"),
            content=join(
                tag("p", sheet.t("home.lead", place=sheet.municipality)),
                content,
            ),
            after=reading(sheet),
            frame=state_frame(sheet, AREA, real=sheet.t("nav.indicators")),
        ),
    )


def _shelters(sheet: Sheet) -> Html:
    """What is open now, in an incident; in peacetime that it is peacetime."""
    facts = sheet.facts
    listed = facts.reported[is_listed_as_open(facts.reported)] if facts.incident else None
    opened = None
    if listed is not None and len(listed):
        first = listed.iloc[:MOST_OPEN].to_dict("records")
        more = len(listed) - len(first)
        opened = join(
            tag("h3", sheet.t("home.open_now")),
            # Not an ordered list: the script offers search and nearness for the whole list alone.
            tag("ul", *(item(sheet, one, True, level="h4") for one in first), class_="places"),
            tag("p", sheet.t("home.open_more", n=more)) if more else None,
        )
    return tag(
        "section",
        tag("h2", sheet.t("home.shelters")),
        state_now(sheet),
        opened,
        tag(
            "p",
            way(sheet, "shelters.html", sheet.t("home.to_shelters"), area="shelters"),
            " ",
            way(sheet, "alerts.html", sheet.t("home.to_alerts"), area="alerts"),
            class_="ways-line",
        ),
    )


def _live(sheet: Sheet, key: str) -> LiveFigure | None:
    return next((one for one in sheet.facts.live if one.key == key), None)


def _topic(
    sheet: Sheet, key: str, lines: list[str], told: LiveFigure | None, to: Html | None
) -> Html:
    when = None
    if told is not None and told.as_of is not None:
        when = sheet.t("home.as_of", moment=sheet.moment(told.as_of))
    return tag(
        "section",
        tag("h3", sheet.t(key)),
        *(tag("p", line) for line in lines),
        tag("p", when, class_="quiet") if when else None,
        tag("p", to, class_="ways-line") if to else None,
    )


def _food(sheet: Sheet) -> Html:
    found = _live(sheet, "boxes")
    line = sheet.t("food.none")
    if found is not None and found.value is not None:
        line = sheet.t("home.food_boxes", n=int(found.value))
    to = way(sheet, "food.html", sheet.t("home.to_food"), area=AREA)
    return _topic(sheet, "home.food", [line], found, to)


def _roads(sheet: Sheet) -> Html:
    posts, closed = _live(sheet, "posts"), _live(sheet, "p_closed")
    if posts is None:
        return _topic(sheet, "home.roads", [sheet.t("home.roads_none")], None, None)
    lines = [
        sheet.t("home.roads_few")
        if posts.value is None
        else sheet.t("home.roads_lately", n=int(posts.value)),
        sheet.t("home.roads_closed_few")
        if closed is None or closed.value is None
        else sheet.t("home.roads_closed", percent=_whole(sheet, closed.value)),
    ]
    to = way(sheet, "roads.html", sheet.t("home.to_roads"))
    return _topic(sheet, "home.roads", lines, posts, to)


def _data(sheet: Sheet) -> Html:
    fresh, rate = _live(sheet, "fresh"), _live(sheet, "completeness")
    lines = [sheet.t("home.data_none")]
    if fresh is not None:
        lines = [sheet.t("home.data_fresh", part=fresh.part, of=fresh.of)]
    if rate is not None and rate.value is not None:
        percent = _whole(sheet, rate.value)
        lines.append(sheet.t("home.data_rate", percent=percent, part=rate.part, of=rate.of))
    to = way(sheet, f"data/{INDEX}", sheet.t("home.to_data"))
    return _topic(sheet, "home.data", lines, fresh, to)


def _figures(sheet: Sheet) -> Html:
    figures = sheet.facts.figures
    told = cards(sheet, figures.front)
    left = len(figures.indicators) - len(told)
    return tag(
        "section",
        tag("h2", sheet.t("home.figures")),
        tag("div", *told, class_="cards") if told else None,
        tag("p", sheet.t("home.figures_none")) if not figures.indicators else None,
        tag("p", sheet.t("home.more_figures", n=left), class_="quiet") if left else None,
        tag(
            "p",
            way(sheet, f"indicators/{INDEX}", sheet.t("home.to_figures")),
            class_="ways-line",
        ),
    )


def _whole(sheet: Sheet, percent: float) -> str:
    return numbers.number(percent, sheet.lang, digits=0)
