"""What several prints have in common: the bands of their pages, lines of the book, places."""

from __future__ import annotations

from collections.abc import Sequence

from machimori.domain.chronology import Line
from machimori.domain.vocabulary import Mode
from machimori.site.paper import Band, Column, Paper
from machimori.site.report_words import ReportWords, Row
from machimori.wording import numbers


def bands(words: ReportWords) -> list[Band]:
    """On every page: disaster or drill, and generated data."""
    incident = words.on.incident
    name = incident.name or words.t("word.unknown")
    is_drill = incident.mode == Mode.TRAINING
    found = [
        Band(words.t("report.band_training", name=name), "training")
        if is_drill
        else Band(words.t("report.band_real", name=name), "alarm")
    ]
    if words.on.is_sample:
        found.append(Band(words.t("report.band_sample"), "neutral"))
    return found


def book_table(paper: Paper, words: ReportWords, lines: Sequence[Line]) -> None:
    """Lines of the book in the order they are given."""
    t = words.t
    rows = [
        [
            words.clock(line.at),
            t(f"log.category_{line.category}"),
            words.line(line),
            words.who(line),
        ]
        for line in lines
    ]
    if not rows:
        paper.say(t("report.nothing"))
        return
    paper.rows(
        [
            Column(t("report.at"), 2.2),
            Column(t("report.kind"), 2),
            Column(t("report.text"), 9),
            Column(t("report.who"), 3),
        ],
        rows,
        size=8.5,
    )


def place_table(paper: Paper, words: ReportWords, rows: Sequence[Row]) -> None:
    """Places with their state, one row per place and role."""
    t = words.t
    paper.rows(
        [
            Column(t("report.place"), 5.2),
            Column(t("report.role"), 2.6),
            Column(t("report.state"), 5.4),
            Column(t("report.people"), 2.8, "R"),
            Column(t("report.checked"), 3.4),
            Column(t("report.phone"), 2.7),
        ],
        [
            [
                words.name(row),
                words.role(row["role"]),
                words.state(row),
                words.people(row),
                words.checked(row),
                "" if numbers.is_missing(row["phone"]) else str(row["phone"]),
            ]
            for row in rows
        ],
        size=8.5,
    )
