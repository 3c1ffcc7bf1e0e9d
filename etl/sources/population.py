"""Residents by area, sex and age band: one staging row per area, counts side by side.

Withheld counts (X, *, 秘匿) are unknown, not zero: ``withheld`` names them.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from etl.addresses import canonical
from etl.contract import Column, Columns, FilePlan, Layout, Source
from etl.formats.flags import TOTAL_WORDS
from etl.normalise import columns as normalise
from etl.normalise.numbers import read_number
from etl.normalise.verdict import Unreadable
from etl.place_keys import per_distinct

AGE_BANDS = (*(f"{low}-{low + 4}" for low in range(0, 85, 5)), "85+")
SEXES = {"male": "男性", "female": "女性"}


def count_column(sex: str, band: str) -> str:
    """Staging column of a sex and age band: ``male_0_4``, ``female_85``."""
    return f"{sex}_{band.replace('-', '_').rstrip('+')}"


BAND_COLUMNS = tuple(count_column(sex, band) for band in AGE_BANDS for sex in SEXES)
COUNTS = ("total", "male", "female", *BAND_COLUMNS)
_DASHES = frozenset("-－―ー‐─–—")


def _standard_name(sex: str, band: str) -> str:
    age = f"{band[:-1]}歳以上" if band.endswith("+") else f"{band}歳"
    return f"{age}の{SEXES[sex]}"


def derive(columns: Columns, plan: FilePlan) -> None:
    """Name the withheld counts, and note where sexes or bands don't add up to what is printed."""
    rows = columns.raw.num_rows
    totals = pc.is_in(columns.values["area_name"], value_set=pa.array(sorted(TOTAL_WORDS)))
    columns.reject(totals, "total_row", "area_name")
    withheld: list[list[str]] = [[] for _ in range(rows)]
    for name in COUNTS:
        published = columns.published(name)
        if published is None:
            continue
        marks = per_distinct(published, _is_mark)
        for index in pc.indices_nonzero(pc.fill_null(pc.equal(marks, "1"), False)).to_pylist():
            withheld[index].append(name)
        value = columns.values[name]
        negative = pc.fill_null(pc.less(value, 0), False)
        columns.doubt(negative, "count_negative", name)
        columns.values[name] = pc.if_else(negative, pa.scalar(None, value.type), value)
    columns.values["withheld"] = pa.array([",".join(row) or None for row in withheld], pa.string())
    _doubt_sums(columns)
    _keep_misplaced(columns)
    _american_date(columns)
    names = columns.values["area_name"]
    columns.values["area_key"] = per_distinct(names, lambda one: one and canonical(one))


def _keep_misplaced(columns: Columns) -> None:
    """A wrong point is noted and left empty: the people of the area are counted all the same."""
    kept = []
    for severity, rule, column, mask, published, suggestion in columns.verdicts:
        if severity == "row" and column in ("longitude", "latitude", "position", "geo3x3"):
            severity = "value"
            for axis in ("longitude", "latitude"):
                values = columns.values[axis]
                columns.values[axis] = pc.if_else(mask, pa.scalar(None, values.type), values)
        kept.append((severity, rule, column, mask, published, suggestion))
    columns.verdicts = kept


def _american_date(columns: Columns) -> None:
    """LinkData files write 11/1/2018 for the first of November: month first."""
    published = columns.published("survey_date")
    if published is not None:
        context = replace(normalise.Context.of(columns.plan), month_first=True)
        parsed = normalise.parse("date", published, context)
        columns.values["as_of_date"] = parsed.values
        columns.doubt(parsed.bad, parsed.rule, "survey_date")


def _is_mark(text: str | None) -> str | None:
    """Whether a cell stands for a figure that is not published: X, *, 秘匿, or a dash."""
    if not text or text.strip() in _DASHES:
        return "1" if text and text.strip() else None
    try:
        return "1" if read_number(text).rule == "withheld" else None
    except Unreadable:
        return None


def _doubt_sums(columns: Columns) -> None:
    parts = [columns.values[name] for name in BAND_COLUMNS if name in columns.plan.columns]
    pairs = [("total", [columns.values["male"], columns.values["female"]])]
    if len(parts) == len(BAND_COLUMNS):
        pairs.append(("total", parts))
    for name, summands in pairs:
        whole = summands[0]
        for summand in summands[1:]:
            whole = pc.add(whole, summand)
        columns.doubt(pc.not_equal(whole, columns.values[name]), "population_sum", name)


_STANDARD = {
    "area_code": "地域コード",
    "as_of_date": "調査年月日",
    "area_name": "地域名",
    "total": "総人口",
    "male": "男性",
    "female": "女性",
    "households": "世帯数",
    "longitude": "経度",
    "latitude": "緯度",
    "note": "備考",
    **{count_column(sex, band): _standard_name(sex, band) for sex in SEXES for band in AGE_BANDS},
}
_LINKDATA = {
    "area_code": "regionCode",
    "survey_date": "surveyDate",
    "area_name": "regionName",
    "total": "totalPopulation",
    "male": "male",
    "female": "woman",
    "households": "numberOfHouseholds",
    "position": "location",
    "note": "note",
    **{
        count_column(sex, band): f"{prefix}{number}"
        for sex, prefix in (("male", "man"), ("female", "woman"))
        for number, band in enumerate(AGE_BANDS, 1)
    },
}

SOURCE = Source(
    name="population",
    entity="area",
    columns=(
        Column("area_code"),
        Column("area_name", "name", required=True),
        Column("as_of_date", "date"),
        *(Column(name, "integer") for name in COUNTS),
        Column("households", "integer"),
        Column("longitude", "longitude"),
        Column("latitude", "latitude"),
        Column("note"),
    ),
    derived={"withheld": pa.string(), "area_key": pa.string()},
    key=("area_code", "area_name", "as_of_date"),
    layouts=(
        Layout(
            id="standard_04",
            title="自治体標準オープンデータセット 地域・年齢別人口",
            signature=("地域名", "総人口", "調査年月日"),
            columns=_STANDARD,
            derive=derive,
        ),
        Layout(
            id="takamatsu_linkdata",
            title="高松市 地域・年齢別人口 (LinkData)",
            signature=("regionName", "totalPopulation", "surveyDate", "man1", "woman18"),
            columns=_LINKDATA,
            derive=derive,
        ),
        # A table the configuration maps column by column.
        Layout(
            id="configured",
            title="設定の columns による読みかえ",
            columns={},
            derive=derive,
        ),
    ),
)
