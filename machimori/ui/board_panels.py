"""Head and figures of the shelter board."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from machimori.domain.vocabulary import ROLES_WITH_CAPACITY, Mode
from machimori.store.queries import board, incidents
from machimori.store.queries.board import Incident
from machimori.store.queries.board_figures import Totals
from machimori.ui import filters, states
from machimori.ui.living import slot
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis, kpis_html
from machimori.wording import numbers


def incident_choice(page: Page) -> Incident | None:
    """The incident of the address, else the running one; None in peace.

    A drill puts its band over the page. What has ended can be looked at, and says so.
    """
    known = board.incidents(page.warehouse, page.journal)
    running = [one for one in known if one.is_running(page.now)]
    keys = {one.incident_id or f"unnamed-{one.mode}": one for one in known}
    chosen = running[0] if running else None
    if len(known) > 1 or (known and not running):
        picked = filters.one_of_many(
            "incident",
            page.t("board.incident"),
            list(keys),
            page.lang,
            words=lambda key: _title(page, keys[key]),
        )
        chosen = keys.get(picked or "", chosen)
    if chosen is None:
        master = board.places(page.warehouse, page.city, None, now=page.now)
        page.as_of(_newest(master["master_as_of"]))
        states.notice(page.t("board.peace"), page.t("board.peace_text"))
        return None
    _head(page, chosen)
    return chosen


def _head(page: Page, incident: Incident) -> None:
    if incident.mode == Mode.TRAINING and not _is_in_force(page, incident):
        name = incident.name or page.t("board.unnamed")
        page.band("training", page.t("band.training_text", name=name))
    ended = None if incident.is_running(page.now) else page.moment(incident.ended_at)
    show(
        tag(
            "p",
            tag("strong", _title(page, incident)),
            " ",
            page.t("board.since", moment=page.moment(incident.started_at)),
            join(" ", tag("strong", page.t("board.ended", moment=ended))) if ended else None,
            class_="m-incident",
        )
    )


def _is_in_force(page: Page, incident: Incident) -> bool:
    """Whether the frame of every page tells of it already."""
    on = incidents.running(page.warehouse, page.journal, page.now)
    return bool(on) and on[0].incident_id == incident.incident_id


def _title(page: Page, incident: Incident) -> str:
    name = incident.name or page.t("board.unnamed")
    return page.t("board.incident_title", name=name, mode=page.word("mode", incident.mode))


def figures(page: Page, totals: Totals) -> None:
    """Draw the line of figures of one role."""
    page.as_of(totals.as_of)
    slot(page, "figures", figures_html(page, totals))


def figures_html(page: Page, totals: Totals) -> Html:
    """The line of figures of one role. What a sum leaves out stands under it."""
    role = page.word("role", totals.role)
    source = page.word("source_name", "facility_status")
    places, persons = page.t("unit.places"), page.t("unit.persons")

    def figure(
        key: str, value: float | str | None, unit: str, note: str = "", digits: int | None = None
    ) -> Kpi:
        return Kpi(
            page.t(f"board.kpi.{key}"),
            value,
            unit,
            totals.as_of or page.t("board.no_report"),
            source,
            note=note,
            definition=page.t(f"board.kpi.{key}_definition", role=role),
            digits=digits,
        )

    def of_open(key: str, value: int | None, unknown: int) -> Kpi:
        if not totals.open:  # nothing to add up is not unknown
            return figure(key, "–", "", page.t("board.none_open"))
        return figure(key, value, persons, _left_out(page, unknown))

    shown = [
        figure("open", _of(page, totals.open, totals.places), places),
        of_open("capacity", totals.capacity, totals.capacity_unknown),
        of_open("people", totals.people, totals.people_unknown),
        of_open("free", totals.free, totals.free_unknown),
        figure("outside", totals.outside, persons),
        figure(
            "confirmed",
            None if not totals.last_open else 100 * totals.confirmed / totals.last_open,
            page.t("unit.percent"),
            _of(page, totals.confirmed, totals.last_open) + places if totals.last_open else "",
            digits=0,
        ),
        figure("unknown", totals.unknown, places, _unknown_note(page, totals)),
    ]
    if totals.role not in ROLES_WITH_CAPACITY:
        shown = [one for place, one in enumerate(shown) if place not in (1, 3)]
    line = kpis_html(page, shown, dense=True)
    if not totals.closed_with_people:
        return line
    words = page.t(
        "board.people_in_closed",
        places=numbers.number(totals.closed_with_people, page.lang),
        n=numbers.number(totals.people_in_closed, page.lang),
    )
    return join(line, tag("p", words, class_="m-alarm", role="status"))


def master_figures(page: Page, places: pd.DataFrame, role: str | None) -> None:
    """In peace: how many places there are and what they could take in."""
    mine = places[places["role"] == role]
    capacity = mine["capacity"].dropna()
    as_of = _newest(mine["master_as_of"])
    source = page.word("source_name", "facilities")
    fetched = page.fetched_at("facilities")
    unknown = len(mine) - len(capacity)
    kpis(
        page,
        [
            Kpi(
                page.t("board.kpi.places"),
                len(mine),
                page.t("unit.places"),
                as_of,
                source,
                fetched=fetched,
            ),
            Kpi(
                page.t("board.kpi.capacity_master"),
                int(capacity.sum()) if len(capacity) else None,
                page.t("unit.persons"),
                as_of,
                source,
                note=_left_out(page, unknown),
                fetched=fetched,
            ),
        ],
        dense=True,
    )


def phone_html(page: Page, phone: object) -> object:
    """A number to call; none published is said."""
    if numbers.is_missing(phone):
        return tag("span", page.t("board.no_phone"), class_="m-quiet")
    digits = "".join(one for one in str(phone) if one.isascii() and (one.isdigit() or one == "+"))
    return tag("a", str(phone), href=f"tel:{digits}", class_="m-keep")


def _left_out(page: Page, count: int) -> str:
    return page.t("board.left_out", n=numbers.number(count, page.lang)) if count else ""


def _unknown_note(page: Page, totals: Totals) -> str:
    notes = []
    if totals.never_reported:
        n = numbers.number(totals.never_reported, page.lang)
        notes.append(page.t("board.never_reported", n=n))
    if totals.people_too_old:
        n = numbers.number(totals.people_too_old, page.lang)
        notes.append(page.t("board.people_too_old", n=n))
    return page.t("board.and").join(notes)


def _of(page: Page, some: int, whole: int) -> str:
    return f"{numbers.number(some, page.lang)}/{numbers.number(whole, page.lang)}"


def _newest(times: pd.Series) -> datetime | None:
    newest = times.max()
    return newest.to_pydatetime() if isinstance(newest, pd.Timestamp) else None
