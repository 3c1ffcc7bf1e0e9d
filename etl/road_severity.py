"""How severe damage is, as its source says or its text lets one read."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from machimori.city import City
from machimori.domain.events import Event
from machimori.domain.road_priority import LEVELS, WordRule

_AMOUNT = r"([0-9]+(?:\.[0-9]+)?) ?(cm|㎝|センチ|mm|ミリ)"
# A measure counts where the text says what it measures; a width of a hole is none.
_MEASURES = (
    rf"(?:深さ|段差|高さ|高低差|沈下|沈み込み|浮き)[^0-9。、\n]{{0,8}}{_AMOUNT}",
    rf"{_AMOUNT}[^0-9。、\n]{{0,6}}(?:の段差|の深さ|沈|へこ|くぼ|陥没)",
)
_UNITS = ("cm", "㎝", "センチ", "mm", "ミリ")


def read_severities(
    connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]
) -> None:
    """Fill marts.road_severities by the words and depths of the scheme in force."""
    rules = city.road_priority.chosen().rules
    question, bound = severity_question(rules, city.road_priority.severity_words)
    connection.execute(f"INSERT INTO marts.road_severities BY NAME {question}", bound)


def severity_question(
    rules: Sequence[WordRule], published: dict[str, str]
) -> tuple[str, dict[str, object]]:
    """The query of severities, and its values: published words first, then measures, then words.

    Of the words in a text the gravest stands, and one of the gravest level goes before a measure.
    """
    words = [(word, rule.level) for rule in _gravest_first(rules) for word in rule.words]
    bound: dict[str, object] = {f"w{number}": word for number, (word, _) in enumerate(words)}
    bound["words"] = [word for word, _ in words]
    bound["levels"] = [level for _, level in words]
    bound["published"] = [*published, *LEVELS]
    bound["published_levels"] = [LEVELS.index(one) + 1 for one in (*published.values(), *LEVELS)]
    hit = " ".join(
        f"WHEN contains(description, $w{number}) THEN {number + 1}" for number in range(len(words))
    )
    measured = " ".join(
        f"WHEN {_within(rule)} THEN {rule.level}"
        for rule in _gravest_first(rules)
        if rule.from_cm is not None or rule.below_cm is not None
    )
    has_unit = " OR ".join(f"contains(description, '{unit}')" for unit in _UNITS)
    first, second = (
        f"regexp_extract(description, '{pattern}', ['said', 'unit'])" for pattern in _MEASURES
    )
    whole = ", ".join(f"nullif(regexp_extract(description, '{one}'), '')" for one in _MEASURES)
    return (
        f"""
        WITH told AS (
            SELECT
                report_id, description,
                list_position($published, severity) AS told,
                {f"CASE {hit} END" if hit else "NULL::INTEGER"} AS hit,
                CASE WHEN {has_unit} THEN {first} END AS one,
                CASE WHEN {has_unit} THEN {second} END AS other
            FROM marts.road_reports
            WHERE description IS NOT NULL OR severity IS NOT NULL
        ),
        measured AS (
            SELECT *, coalesce(
                TRY_CAST(one.said AS DOUBLE) / if(one.unit IN ('mm', 'ミリ'), 10, 1),
                TRY_CAST(other.said AS DOUBLE) / if(other.unit IN ('mm', 'ミリ'), 10, 1)
            ) AS cm
            FROM told
        ),
        levels AS (
            SELECT *, {f"CASE {measured} END" if measured else "NULL::INTEGER"} AS by_measure,
                $levels[hit] AS by_word
            FROM measured
        )
        SELECT
            report_id,
            CASE
                WHEN told IS NOT NULL THEN $published_levels[told]
                WHEN by_word = 4 THEN 4
                ELSE coalesce(by_measure, by_word)
            END AS severity_level,
            CASE WHEN told IS NOT NULL THEN 'published' ELSE 'text' END AS severity_basis,
            CASE
                WHEN told IS NOT NULL THEN $published[told]
                WHEN by_word = 4 OR by_measure IS NULL THEN $words[hit]
                ELSE coalesce({whole})
            END AS severity_found
        FROM levels
        WHERE coalesce(told, by_measure, by_word) IS NOT NULL
        """,  # noqa: S608 - our own patterns and numbers; words are bound
        bound,
    )


def _gravest_first(rules: Sequence[WordRule]) -> list[WordRule]:
    return sorted(rules, key=lambda rule: -rule.level)


def _within(rule: WordRule) -> str:
    low = "TRUE" if rule.from_cm is None else f"cm >= {float(rule.from_cm)}"
    high = "cm < 300" if rule.below_cm is None else f"cm < {float(rule.below_cm)}"
    return f"(cm IS NOT NULL AND {low} AND {high})"
