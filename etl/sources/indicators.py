"""Published figures of municipalities: one row per value and date, as printed in a document.

The published words for what a value is (``actual``, ``survey_n``, ``cost_budget`` ...) are finer
than the vocabulary; they are mapped here, in one place. An unknown word rejects the row.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import Column, Columns, FilePlan, Layout, Source
from machimori.domain.vocabulary import DateBasis, Direction, Precision, ValueKind

#: A baseline was measured; a ratio or rate worked out from figures is an estimate here, as is a
#: figure whose document says 推計 or 試算; a plan for an act ("twice a year") is an assumption, not
#: a target; a cost of which the document says neither budget nor settlement is one too.
KIND_WORDS: dict[str, str] = {
    "actual": ValueKind.ACTUAL,
    "baseline": ValueKind.ACTUAL,
    "target": ValueKind.TARGET,
    "target_qualitative": ValueKind.TARGET,
    "survey": ValueKind.SURVEY,
    "survey_n": ValueKind.SURVEY,
    "estimate": ValueKind.ESTIMATE,
    "derived": ValueKind.ESTIMATE,
    "forecast": ValueKind.FORECAST,
    "plan": ValueKind.ASSUMPTION,
    "assumption": ValueKind.ASSUMPTION,
    "cost": ValueKind.ASSUMPTION,
    "rule": ValueKind.RULE,
    "cost_budget": ValueKind.BUDGET,
    "cost_settled": ValueKind.SETTLED,
}
#: The printed qualifier stays beside the code. 最大 is a limit of a rule, which no code says; of
#: two qualifiers the one that bounds the value is taken; a value rounded for print is 約.
PRECISION_WORDS: dict[str, str] = {
    "約": Precision.ABOUT,
    "約・推計": Precision.ABOUT,
    "約・試算": Precision.ABOUT,
    "ほど": Precision.ABOUT,
    "程度": Precision.ABOUT,
    "おおよそ・以内": Precision.ABOUT,
    "0.1万人単位の丸め": Precision.ABOUT,
    "超": Precision.OVER,
    "以上": Precision.AT_LEAST,
    "のべ・以上": Precision.AT_LEAST,
    "延べ・以上": Precision.AT_LEAST,
    "未満": Precision.BELOW,
    "迫っている（未満）": Precision.BELOW,
    "延べ": Precision.CUMULATIVE,
    "最大": Precision.NONE,
}
BASIS_WORDS: dict[str, str] = {
    "stated": DateBasis.STATED,
    "inferred": DateBasis.INFERRED,
    "not_stated": DateBasis.NONE,
}
#: Codes here have five digits, without the check digit. 全国 has none; Kobe's would also be read as
#: a code that lost its leading zero.
CODE_WORDS = {"00000": "", "28100": "281000"}
_SAID_TO_BE_ESTIMATED = "推計|試算"
_FISCAL_YEAR = re.compile(r"FY(\d{4})")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _allowed(words: type[ValueKind | Precision | DateBasis | Direction]) -> frozenset[str]:
    return frozenset(word.value for word in words)


COLUMNS = (
    Column("indicator_id", required=True),
    Column("municipality", "name", required=True),
    Column("municipality_code", "code"),
    Column("theme", "name"),
    Column("name", "text", required=True),
    Column("name_en"),
    Column("unit"),
    Column("direction", required=True, allowed=_allowed(Direction)),
    Column("kind", required=True, allowed=_allowed(ValueKind)),
    Column("precision", required=True, allowed=_allowed(Precision)),
    Column("date_basis", required=True, allowed=_allowed(DateBasis)),
    Column("value", "number"),
    Column("target_value", "number"),
    Column("target_due"),
    Column("period"),
    Column("stated_end", "date"),
    Column("value_original"),
    Column("as_of_original"),
    Column("qualifier"),
    Column("note"),
    Column("document_id"),
    Column("document_title"),
    Column("issuer"),
    Column("document_date", "date"),
    Column("section"),
    Column("source_quote"),
)


def period(text: str) -> tuple[date, date] | None:
    """First and last day of a period: ``2024-06-30``, ``2023``, ``FY2024``, ``FY2020/FY2023``.

    A fiscal year runs from April to March. ``None`` where nothing is published or readable.

    >>> period("FY2024")
    (datetime.date(2024, 4, 1), datetime.date(2025, 3, 31))
    """
    first, _, last = text.strip().partition("/")
    start = _span(first)
    end = _span(last) if last else start
    if start is None or end is None or end[1] < start[0]:
        return None
    return start[0], end[1]


def _span(text: str) -> tuple[date, date] | None:
    fiscal = _FISCAL_YEAR.fullmatch(text)
    if fiscal:
        start = int(fiscal[1])
        return date(start, 4, 1), date(start + 1, 3, 31)
    found = _DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), following - timedelta(days=1)
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None


def derive(columns: Columns, plan: FilePlan) -> None:
    """Settle what words alone don't say: no qualifier, figures said to be estimates, the period."""
    values = columns.values
    qualifier = columns.published("precision")
    rows = columns.raw.num_rows
    blank: Any = (
        pa.array([True] * rows)
        if qualifier is None
        else pc.equal(pc.fill_null(pc.utf8_trim_whitespace(qualifier), ""), "")
    )
    values["precision"] = pc.if_else(blank, Precision.NONE.value, values["precision"])

    said: Any = pc.match_substring_regex(
        pc.fill_null(values["qualifier"], ""), _SAID_TO_BE_ESTIMATED
    )
    noted: Any = pc.equal(pc.fill_null(values["note"], ""), "試算")
    is_estimate = pc.and_(pc.equal(values["kind"], ValueKind.ACTUAL.value), pc.or_(said, noted))
    values["kind"] = pc.if_else(is_estimate, ValueKind.ESTIMATE.value, values["kind"])

    texts = values["period"].to_pylist()
    known = {text: period(text) for text in set(texts) if text}
    spans = [known.get(text) for text in texts]
    starts = pa.array([span[0] if span else None for span in spans], pa.date32())
    ends = pa.array([span[1] if span else None for span in spans], pa.date32())
    values["period_start"] = starts
    values["period_end"] = pc.coalesce(values["stated_end"], ends)
    unread = [bool(text) and span is None for text, span in zip(texts, spans, strict=True)]
    columns.doubt(pa.array(unread), "date_unreadable", "period")


_PUBLISHED: dict[str, str | tuple[str, ...]] = {
    "indicator_id": "indicator_id",
    "municipality": "municipality",
    "municipality_code": "municipality_code",
    "theme": "theme",
    "name": "indicator_ja",
    "name_en": "indicator_en",
    "unit": "unit",
    "direction": "direction",
    "kind": "kind",
    "precision": "qualifier",
    "date_basis": "as_of_basis",
    "value": "value",
    "target_value": "target_value",
    "target_due": "target_due",
    "period": "period_or_as_of",
    "stated_end": "period_end",
    "value_original": "value_original",
    "as_of_original": "as_of_original",
    "qualifier": "qualifier",
    "note": "note",
    "document_id": ("document_id", "source_file"),
    "document_title": "document_title",
    "issuer": "issuer",
    "document_date": "document_date",
    "section": "section",
    "source_quote": "source_quote",
}

SOURCE = Source(
    name="indicators",
    entity="values",
    columns=COLUMNS,
    layouts=(
        Layout(
            id="indicator_values",
            title="指標の値の表（文書からの書き起こし）",
            signature=("indicator_id", "indicator_ja", "kind", "value_original", "as_of_basis"),
            columns=_PUBLISHED,
            values={
                "kind": KIND_WORDS,
                "precision": PRECISION_WORDS,
                "date_basis": BASIS_WORDS,
                "municipality_code": CODE_WORDS,
            },
            derive=derive,
        ),
    ),
    derived={"period_start": pa.date32(), "period_end": pa.date32()},
)
