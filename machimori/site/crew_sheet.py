"""道路巡回表 as A4: the round on a map, then each stop with its time, place and QR.

The QR opens a public map of the place: a crew's telephone needs neither this server nor the office
network. Nothing that people wrote is on it; the sheet may be left behind in a street.
"""

from __future__ import annotations

import io
from typing import Any

import segno

from machimori.city import City
from machimori.domain.crew_round import Dropped
from machimori.site import crew_map
from machimori.site.crew_words import CrewWords
from machimori.site.paper import Band, Column, Paper
from machimori.store.queries.crew_round import Plan
from machimori.store.warehouse import Warehouse

_QR_MM, _MAP_MM = 17.0, 105.0
#: Of what is left out, what no crew of ours would go to.
_NOT_THEIRS = (str(Dropped.OTHER_OWNER), str(Dropped.REMOVED))


def write(city: City, warehouse: Warehouse, plan: Plan, *, lang: str) -> bytes:
    """The sheet as PDF.

    Args:
        city: whose crew it is.
        warehouse: for the ground of the map.
        plan: the round.
        lang: ja or en.
    """
    words = CrewWords(city, plan, lang)
    t, found = words.t, plan.round
    paper = Paper(
        words.title,
        _bands(words, warehouse),
        words.title,
        t("round.sheet_page", page="{page}", pages="{pages}"),
        plan.now,
    )
    paper.headline(t("round.sheet_title"))
    paper.say(words.title, is_bold=True)
    paper.say(
        t(
            "round.sheet_hours",
            begins=f"{plan.asked.begins:%H:%M}",
            ends=f"{plan.at(found.back_s):%H:%M}",
            n=len(found.visits),
            drive=words.minutes(found.drive_s),
            work=words.minutes(found.work_s),
        )
    )
    if found.visits:
        paper.ln(1)
        crew_map.draw(
            paper, warehouse, plan, width=paper.epw, height=_MAP_MM, north=t("round.sheet_north")
        )
        paper.say(t("round.map_note") + t("round.sheet_qr"), is_quiet=True)
        for row in plan.visited().to_dict("records"):
            _stop(paper, words, row)
    else:
        paper.say(t("round.none"))
    _dropped(paper, words)
    return paper.content()


def map_link(city: City, latitude: float, longitude: float) -> str:
    """What a stop's QR opens."""
    at = {"latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}"}
    return city.road_crews.map_link.format(**at)


def _bands(words: CrewWords, warehouse: Warehouse) -> list[Band]:
    found = [Band(words.t("round.sheet_staff"), "ink")]
    if warehouse.build.is_sample:
        found.append(Band(words.t("round.sheet_sample"), "neutral"))
    return found


def _stop(paper: Paper, words: CrewWords, row: dict[Any, Any]) -> None:
    """One stop: number and time, what and where, boxes to tick, QR at the right."""
    if paper.will_page_break(_QR_MM + 3):
        paper.add_page()
    top, t = paper.get_y(), words.t
    link = map_link(words.city, float(row["latitude"]), float(row["longitude"]))
    picture = io.BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="png", border=1, scale=4)
    picture.seek(0)
    paper.image(picture, x=paper.w - paper.r_margin - _QR_MM, y=top, w=_QR_MM, link=link)
    posts = t("round.sheet_posts", n=int(row["posts"])) if int(row["posts"]) > 1 else ""
    when = f"{row['begins_at']:%H:%M}–{row['leaves_at']:%H:%M}"
    lines = (
        f"{int(row['number'])}　{when}　{words.what(row)}",
        "　".join(part for part in (words.where(row), posts, words.due(row)) if part),
        f"{float(row['latitude']):.6f}, {float(row['longitude']):.6f}　{row['report_id']}",
    )
    right = paper.r_margin
    paper.set_right_margin(right + _QR_MM + 3)
    paper.say(lines[0], is_bold=True)
    paper.say(lines[1])
    paper.say(f"{lines[2]}　{t('round.sheet_done')}", is_quiet=True)
    paper.set_right_margin(right)
    bottom = max(paper.get_y(), top + _QR_MM) + 1.5
    paper.line(paper.l_margin, bottom, paper.w - right, bottom)
    paper.set_y(bottom + 1.5)


def _dropped(paper: Paper, words: CrewWords) -> None:
    rows = words.plan.dropped()
    rows = rows[~rows["reason"].isin(_NOT_THEIRS)]
    if rows.empty:
        return
    t = words.t
    paper.heading(t("round.dropped"))
    paper.rows(
        [
            Column(t("round.column_stop"), 3),
            Column(t("round.column_place"), 4),
            Column(t("round.column_why"), 4),
            Column(t("round.column_weight"), 1, "R"),
        ],
        [
            [words.what(row), words.where(row), words.why(row), str(int(row["weight"]))]
            for row in rows.to_dict("records")
        ],
        size=8,
    )
