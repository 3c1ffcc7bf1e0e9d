"""The places of one role as a table: state in word, shape and colour, and a phone beside each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from machimori.domain.ageing import Freshness
from machimori.store.kept import Kept
from machimori.store.queries.board import Incident
from machimori.ui import board_acts, in_address, states
from machimori.ui.board_acts import CONFIRM, Writing
from machimori.ui.board_pace import pace_html
from machimori.ui.board_panels import phone_html
from machimori.ui.markup import Html, join, tag
from machimori.ui.page import Page
from machimori.ui.panels import state_html
from machimori.ui.pick_table import act_button, pick_rows, row_html, table_of
from machimori.ui.staff_frame import Row
from machimori.ui.tables import Column, records
from machimori.wording import numbers
from machimori.wording.tokens import Mark, state_mark

_PLACE = "place"
#: The element of the rows, and of those below an opened one.
TABLE, REST = "board_table", "board_rest"
#: All that a row is made of.
_COLUMNS = [
    "facility_id", "name", "district", "address", "phone", "note", "latitude",
    "opening_shown", "crowding_shown", "freshness", "confirmed_at", "age_minutes",
    "headcount", "headcount_shown", "outside_shown", "capacity", "pace",
    "is_known_facility", "is_public", "is_temporary", "is_reported", "has_people_though_closed",
    "last_event_id",
]  # fmt: skip
#: Rows by what they say: after one statement all others are the same. A few hundred bytes each.
_ROWS: Kept[Html] = Kept(5_000)


def picked_place() -> str | None:
    """Id of the facility in the address."""
    return in_address.value(_PLACE)


def pick_place(facility_id: str) -> None:
    """Put a facility into the address."""
    in_address.put(_PLACE, facility_id)


def close_place() -> None:
    """Take the facility out of the address."""
    in_address.put(_PLACE)


def place_name(row: Row) -> str:
    """The name; the id of a place that nobody named."""
    return str(row["facility_id"] if numbers.is_missing(row["name"]) else row["name"])


def title_of(page: Page, role: str | None, count: int) -> str:
    """What the table is: the role in words, and how many places are left."""
    name = page.t("board.not_in_master") if role is None else page.word("role", role)
    return page.t("board.list_title", role=name, n=numbers.number(count, page.lang))


def place_mark(row: Row) -> Mark:
    """How a place looks: dashed where its word is stale."""
    return state_mark(
        row["opening_shown"],
        row["crowding_shown"],
        is_stale=row["freshness"] == Freshness.STALE,
    )


def places_table(
    page: Page,
    places: pd.DataFrame,
    *,
    caption: str,
    incident: Incident | None,
    may: Writing | None,
    opened: Callable[[Row], None],
) -> None:
    """Draw the places, the picked one opened in its place; in peace without any state.

    Args:
        page: the page.
        places: of ``board.narrowed``.
        caption: what the table is.
        incident: None in peace.
        may: who may write gets a box and a one-tap confirmation in each row.
        opened: draws what is in the picked row.
    """
    if places.empty:
        states.notice(page.t("board.none"), page.t("filter.none_found"))
        return
    named = places[["facility_id", "name"]].to_dict("records")
    names = {str(row["facility_id"]): place_name(row) for row in named}
    ids = places["facility_id"].tolist()
    picked = picked_place()
    cut = ids.index(picked) + 1 if picked in ids else len(ids)

    def part(rows: pd.DataFrame, name: str, *, is_rest: bool) -> None:
        among = rows["facility_id"].tolist()
        pick_rows(
            table_html(page, rows, caption=caption, incident=incident, may=may, is_rest=is_rest),
            name=name,
            pulse=page.beat,
            picked=picked,
            on_pick=pick_place,
            on_act=None
            if incident is None
            else lambda act: board_acts.confirm(page, incident, act, names),
            chosen=[one for one in board_acts.chosen() if one in among],
            on_choose=lambda found: board_acts.choose(among, found),
        )

    part(places.iloc[:cut], TABLE, is_rest=False)
    if cut <= len(ids) and picked in ids:
        opened(records(places.iloc[[cut - 1]])[0])
        if cut < len(ids):
            part(places.iloc[cut:], REST, is_rest=True)


def table_html(
    page: Page,
    places: pd.DataFrame,
    *,
    caption: str,
    incident: Incident | None,
    may: Writing | None,
    is_rest: bool = False,
) -> Html:
    """The rows of the board as markup; arguments as of ``places_table``."""
    columns = _columns(page, with_state=incident is not None)
    choosing = page.t("board.bulk.choose") if may else ""

    def row_of(row: Row) -> Html:
        shown = _shown(page, row, may)
        return row_html(page, shown, columns, key="facility_id", stamp="stamp", choosing=choosing)

    setting = (page.lang, page.city.zone, page.now.date(), incident is not None, may is not None)
    body = [
        _ROWS.get((setting, _said(page, row, may)), partial(row_of, row))
        for row in records(places[_COLUMNS])
    ]
    return table_of(body, columns, caption=caption, choosing=choosing, is_rest=is_rest)


def _said(page: Page, row: Row, may: Writing | None) -> str:
    """All a row's markup is made of: ages count in the words they are told in."""
    seen = may.newest.get(str(row["facility_id"])) if may else None
    told = {**row, "age_minutes": numbers.age(row["age_minutes"], page.lang)}
    return repr((seen, *told.values()))


def _columns(page: Page, *, with_state: bool) -> list[Column]:
    def column(name: str, *, right: bool = False) -> Column:
        heading = page.t(f"board.column.{name}")
        return Column(name, heading, align="right" if right else "left")

    if not with_state:
        return [
            column("name"),
            column("district"),
            column("address"),
            column("capacity", right=True),
            column("phone"),
        ]
    return [
        column("name"),
        column("state"),
        column("people"),
        column("confirmed"),
        column("pace"),
        column("phone_note"),
    ]


def _shown(page: Page, row: Row, may: Writing | None) -> Row:
    return {
        "facility_id": row["facility_id"],
        "stamp": str(row["last_event_id"]),
        "name": join(_name(page, row), _under(row["district"])),
        "state": state_html(page, place_mark(row)),
        "people": join(people_html(page, row), _outside(page, row)),
        "confirmed": join(confirmed_html(page, row), confirm_button(page, row, may)),
        "pace": pace_html(page, row),
        "phone": phone_html(page, row["phone"]),
        "phone_note": join(phone_html(page, row["phone"]), _under(row["note"])),
        "district": _or_dash(row["district"]),
        "address": _or_dash(row["address"]),
        "capacity": _count(page, row["capacity"]),
    }


def confirm_button(page: Page, row: Row, may: Writing | None) -> Html | None:
    """「確認済み・変化なし」, where there is something to confirm and somebody who may."""
    if may is None or not row["is_reported"]:
        return None
    about = page.t("board.act.confirm_of", name=place_name(row))
    seen = may.newest.get(str(row["facility_id"]))
    return act_button(page.t("board.act.confirm_short"), CONFIRM, about=about, seen=seen)


def _name(page: Page, row: Row) -> Html:
    """The name, and what is odd about the place: not on the map, not public, not in the list."""
    name = place_name(row)
    marks = []
    if not row["is_known_facility"]:
        marks.append("board.mark.not_in_master")
    elif numbers.is_missing(row["latitude"]):
        marks.append("board.mark.no_position")
    if row["is_public"] is False:
        marks.append("board.mark.not_public")
    tags = [tag("span", page.t(key), class_="m-tag") for key in marks]
    if row["is_temporary"] is True:
        tags.insert(0, tag("span", page.t("board.mark.temporary"), class_="m-tag m-temporary"))
    if row["has_people_though_closed"]:
        n = numbers.number(int(row["headcount"]), page.lang)
        words = page.t("board.mark.people_though_closed", n=n)
        tags.append(tag("span", words, class_="m-tag m-alarm"))
    return join(name, *tags)


def people_html(page: Page, row: Row) -> Html:
    """People inside against capacity: numbers, and a bar where both are known."""
    inside, room = row["headcount_shown"], row["capacity"]
    last = row["headcount"]
    is_old = numbers.is_missing(inside) and not numbers.is_missing(last)
    words = page.t(
        "board.people_old" if is_old else "board.people_of",
        inside=_number(page, last if is_old else inside),
        room=page.t("board.room_unknown")
        if numbers.is_missing(room)
        else numbers.quantity(int(room), page.t("unit.persons"), page.lang),
    )
    over = _over(page, last if is_old else inside, room)
    if numbers.is_missing(inside) or numbers.is_missing(room) or not room:
        return tag("span", words, over, class_="m-people")
    share = inside / room
    tone = "m-over" if share >= 1 else "m-within"
    return tag(
        "span",
        words,
        over,
        tag(
            "span",
            tag("span", style=f"width:{min(100, 100 * share):.0f}%", class_=f"m-bar {tone}"),
            class_="m-bar-track",
            aria_hidden="true",
        ),
        class_="m-people",
    )


def _over(page: Page, people: Any, room: Any) -> Html | None:
    """By how many the last count is above the capacity; published so, and kept."""
    if numbers.is_missing(people) or numbers.is_missing(room) or people <= room:
        return None
    said = page.t("board.over_room", n=_number(page, people - room))
    return tag("span", said, class_="m-tag m-alarm")


def confirmed_html(page: Page, row: Row) -> Html:
    """When it was last said to be so, and how long ago."""
    if numbers.is_missing(row["confirmed_at"]):
        return tag("span", page.t("board.never"), class_="m-quiet")
    age = numbers.age(row["age_minutes"], page.lang)
    old = row["freshness"] != Freshness.FRESH
    return join(
        tag("span", page.clock(row["confirmed_at"]), class_="m-keep"),
        " ",
        tag(
            "span",
            page.t("board.age", age=age),
            class_="m-keep m-old" if old else "m-keep m-quiet",
        ),
    )


def _outside(page: Page, row: Row) -> Html | None:
    """People outside the building, where somebody counted them."""
    if numbers.is_missing(row["outside_shown"]):
        return None
    n = numbers.quantity(int(row["outside_shown"]), page.t("unit.persons"), page.lang)
    return _under(f"{page.t('board.column.outside')} {n}")


def _under(value: Any) -> Html | None:
    """A quiet line under what a cell says first."""
    if numbers.is_missing(value):
        return None
    return tag("span", str(value), class_="m-under")


def _number(page: Page, value: Any) -> str:
    return numbers.number(None if numbers.is_missing(value) else int(value), page.lang)


def _count(page: Page, value: Any) -> Html:
    if numbers.is_missing(value):
        return tag("span", page.t("word.unknown"), class_="m-quiet")
    return join(numbers.quantity(int(value), page.t("unit.persons"), page.lang))


def _or_dash(value: Any) -> Html:
    return tag("span", "–", class_="m-quiet") if numbers.is_missing(value) else join(str(value))
