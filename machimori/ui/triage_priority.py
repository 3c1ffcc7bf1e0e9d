"""Why a post stands where it stands: each term, its data and its weight, in words and bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from machimori.domain import road_priority as terms
from machimori.domain.road_priority import FLAG_COLUMNS, Line, Scheme, Term
from machimori.store.queries import road_priority
from machimori.store.queries.road_priority import Known, Weighing
from machimori.ui import road_words
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.road_clock import due_words
from machimori.ui.staff_frame import minute
from machimori.ui.tables import records
from machimori.ui.triage_weighing import weighing
from machimori.wording import numbers


def why(page: Page, report_id: str) -> None:
    """Draw the terms of one post's priority, the scheme they are weighed by and its source."""
    scheme = page.city.road_priority.chosen()
    weighed = weighing(page)
    found = known(page, [report_id], weighed)
    if found.rows.empty:
        return
    lines = terms.explain(found.facts, scheme)
    score = terms.scores(found.facts, scheme)[0]
    row = records(found.rows)[0] | road_priority.grounds(page.warehouse, report_id)
    if numbers.is_missing(score):
        show(tag("section", tag("h3", page.t("priority.unknown")), class_="m-why"))
        return
    show(
        tag(
            "section",
            tag("h3", page.t("priority.why", score=_points(page, score))),
            tag("ul", *(_line(page, line, row, scheme, found) for line in lines), class_="m-bars"),
            _matrix(page, found, scheme),
            tag("p", _weights(page, lines), class_="m-quiet m-small"),
            tag("p", _scheme(page, scheme), class_="m-quiet m-small"),
            class_="m-why",
            aria_label=page.t("priority.why", score=_points(page, score)),
        )
    )


def known(page: Page, report_ids: Sequence[str], weighed: Weighing) -> Known:
    """What is known of a screen's posts."""
    return road_priority.known(page.warehouse, report_ids, weighed, now=minute(page.now))


def priority_column(page: Page, rows: pd.DataFrame, weighed: Weighing) -> list[Html]:
    """Score of each post of a screen, and the places it may have with other weights."""
    if rows.empty:
        return []
    found = known(page, [str(one) for one in rows["report_id"]], weighed)
    ours = page.city.road_priority
    stands = road_priority.places(found, ours.chosen(), ours.others(), change=ours.stability_change)
    spans = {
        str(report): (int(best), int(worst))
        for report, best, worst in zip(
            found.rows["report_id"], stands.best, stands.worst, strict=True
        )
    }
    return [
        _priority(page, score, spans.get(str(report)))
        for report, score in zip(rows["report_id"], rows["priority"], strict=True)
    ]


def stability_note(page: Page, posts: int) -> None:
    """What the places beside the scores mean."""
    change = numbers.number(100 * page.city.road_priority.stability_change, page.lang)
    others = len(page.city.road_priority.others())
    words = page.t(
        "priority.stability", n=numbers.number(posts, page.lang), change=change, schemes=others
    )
    show(tag("p", words, class_="m-quiet m-small"))


def _priority(page: Page, score: Any, span: tuple[int, int] | None) -> Html:
    if numbers.is_missing(score):
        return tag("span", page.t("priority.none"), class_="m-quiet")
    number = tag("strong", _points(page, float(score)))
    if span is None:
        return number
    key = "priority.place" if span[0] == span[1] else "priority.places"
    words = page.t(key, best=span[0], worst=span[1])
    return join(number, " ", tag("span", words, class_="m-quiet m-small m-keep"))


def _line(page: Page, line: Line, row: dict[str, Any], scheme: Scheme, found: Known) -> Html:
    if line.worth is None:
        width, weight = 0.0, page.t("priority.no_weight")
    else:
        width, weight = line.worth, page.t("priority.share", n=round(100 * line.share))
    bar = f"width:{100 * width:.0f}%;background:var(--m-brand, #0017C1)"
    return tag(
        "li",
        tag(
            "span",
            tag("strong", page.t(f"priority.term.{line.term}")),
            " ",
            _datum(page, line.term, row, found),
            class_="m-bar-label",
        ),
        tag("span", tag("span", style=bar, class_="m-bar"), class_="m-bar-track"),
        tag("span", weight, class_="m-bar-value m-keep"),
    )


def _datum(page: Page, term: Term, row: dict[str, Any], found: Known) -> str:
    """The datum of a term, and where it comes from."""
    nothing = page.t("priority.no_data")
    if term == Term.SEVERITY:
        return _severity(page, row)
    if term == Term.ROAD_CLASS:
        road_class = row["road_class"]
        if numbers.is_missing(road_class):
            return nothing
        name = "" if numbers.is_missing(row["road_name"]) else f" {row['road_name']}"
        return f"{road_class_words(page, str(road_class))}{name}"
    if term in FLAG_COLUMNS:
        flag = row[FLAG_COLUMNS[term]]
        if numbers.is_missing(flag):
            return nothing
        return page.t("priority.yes" if flag else "priority.no")
    if term == Term.PROBABILITY:
        level = terms.probability_level(found.facts, page.city.road_priority.chosen())[0]
        return nothing if numbers.is_missing(level) else page.t("priority.of_four", n=int(level))
    if term == Term.REPEATS:
        return page.t("priority.repeats", n=numbers.number(int(row["repeats"]), page.lang))
    if term == Term.AGE:
        return _age(page, row, found)
    return page.t("priority.on_way")


def _severity(page: Page, row: dict[str, Any]) -> str:
    level = row["severity_level"]
    if numbers.is_missing(level):
        return page.t("priority.no_data")
    word = road_words.severity(page, level)
    read = row["read_level"]
    if numbers.is_missing(read) or int(read) != int(level):
        return page.t("priority.by_staff", level=word)
    said = "" if numbers.is_missing(row["severity_found"]) else str(row["severity_found"])
    key = "priority.by_source" if row["severity_basis"] == "published" else "priority.by_text"
    return page.t(key, level=word, found=said)


def _age(page: Page, row: dict[str, Any], found: Known) -> str:
    share = found.facts.age[0]
    if numbers.is_missing(share):
        stands = not row["is_running"] and not numbers.is_missing(row["due_at"])
        return page.t("priority.clock_stands" if stands else "priority.no_data")
    if share > 1:
        return page.t("priority.age_over", due=due_words(page, row["due_at"]))
    return page.t(
        "priority.age",
        share=numbers.number(round(100 * float(share)), page.lang),
        due=due_words(page, row["due_at"]),
    )


def road_class_words(page: Page, road_class: str) -> str:
    """A class in words where the catalogue knows it, else as published."""
    known_classes = ("motorway", "trunk", "primary", "secondary", "tertiary", "street")
    return page.t(f"road_class.{road_class}") if road_class in known_classes else road_class


def _matrix(page: Page, found: Known, scheme: Scheme) -> Html | None:
    """Impact × probability, where the scheme is a risk matrix and both are known."""
    if not scheme.is_matrix:
        return None
    impact = found.facts.level[0]
    probability = terms.probability_level(found.facts, scheme)[0]
    if numbers.is_missing(impact) or numbers.is_missing(probability):
        return tag("p", page.t("priority.matrix_unknown"))
    risk = int(impact * probability)
    words = page.t("priority.matrix", impact=int(impact), probability=int(probability), risk=risk)
    return tag("p", words)


def _weights(page: Page, lines: Sequence[Line]) -> str:
    missing = [page.t(f"priority.term.{line.term}") for line in lines if line.worth is None]
    product = " × ".join(f"{line.factor:.2f}" for line in lines if line.worth is not None)
    words = page.t("priority.product", product=product)
    if not missing:
        return words
    return f"{words} {page.t('priority.shared', terms=page.t('word.join').join(missing))}"


def _scheme(page: Page, scheme: Scheme) -> str:
    name = scheme.names.get(page.lang, scheme.names["ja"])
    source = scheme.sources.get(page.lang, scheme.sources["ja"])
    return page.t("priority.scheme", name=name, source=source)


def _points(page: Page, score: float) -> str:
    return numbers.number(round(score), page.lang)
