"""Corrections meet their row by what is published, and stop when the publisher has mended it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from etl.contract import FLAG, PROBLEM, SOURCE_ROW, FilePlan
from etl.corrections import BadCorrection, Correction, correct, load_corrections
from machimori.city import City

PLAN = FilePlan(
    source="facilities",
    source_id="shelters",
    path=Path("shelters.csv"),
    file="shelters.csv",
    sha256="",
    format="csv",
    layout="ods03",
    columns={"name": "名称", "latitude": "緯度"},
    published=("名称", "緯度", "備 考"),
)


def batch() -> pa.RecordBatch:
    return pa.record_batch(
        {
            "名称": ["見本小学校", "見本会館"],
            "緯度": ["35/69", "35.68"],
            "備 考": [None, "改修中"],
            SOURCE_ROW: pa.array([2, 3], pa.int64()),
        }
    )


def a_correction(**changes: object) -> Correction:
    values: dict[str, object] = {
        "id": "one",
        "source": "shelters",
        "action": "override",
        "reason": "slash for a point",
        "locate": {"name": "見本小学校"},
        "set": {"latitude": "35.69"},
        "expect": {"latitude": "35/69"},
    }
    return Correction(**{**values, **changes})  # type: ignore[arg-type]


def test_override_puts_the_value_before_any_rule() -> None:
    correction = a_correction()
    assert correct(batch(), PLAN, [correction])["緯度"].to_pylist() == ["35.69", "35.68"]
    assert (correction.rows_met, correction.status) == (1, "applied")


def test_expectation_that_fails_leaves_the_row_alone() -> None:
    correction = a_correction(expect={"latitude": "35.7"})
    assert correct(batch(), PLAN, [correction]).equals(batch())
    assert (correction.rows_met, correction.status) == (0, "expectation_failed")


def test_correction_without_its_row_says_so() -> None:
    correction = a_correction(locate={"name": "ない学校"})
    assert correct(batch(), PLAN, [correction]).equals(batch())
    assert correction.status == "not_met"


def test_published_names_and_row_numbers_locate_too() -> None:
    correction = a_correction(locate={"備考": "改修中", "row": "3"}, set={"備考": ""}, expect={})
    assert correct(batch(), PLAN, [correction])["備 考"].to_pylist() == [None, None]


def test_drop_becomes_a_reject_with_its_rule() -> None:
    correction = a_correction(action="drop", set={}, expect={})
    assert correct(batch(), PLAN, [correction])[PROBLEM].to_pylist() == ["correction_drop", None]


def test_flag_keeps_the_row_and_its_reason() -> None:
    correction = a_correction(action="flag", set={}, expect={})
    assert correct(batch(), PLAN, [correction])[FLAG].to_pylist() == ["slash for a point", None]


def test_other_sources_are_not_touched() -> None:
    correction = a_correction(source="posts")
    assert correct(batch(), PLAN, [correction]).equals(batch())


def test_loads_every_file_of_the_folder(chiyoda: City) -> None:
    folder = chiyoda.folder / "corrections"
    folder.mkdir()
    (folder / "shelters.toml").write_text(
        '[[correction]]\nsource = "shelters"\naction = "drop"\nreason = "twice"\n'
        'locate = { name = "見本会館", row = 3 }\n',
        encoding="utf-8",
    )
    assert [one.record() for one in load_corrections(chiyoda)] == [
        {
            "correction_id": "shelters-1",
            "source": "shelters",
            "locator": '{"name": "見本会館", "row": "3"}',
            "action": "drop",
            "reason": "twice",
            "expect": None,
            "rows_met": 0,
            "status": "not_met",
        }
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[correction]]\nsource = 'x'\n", "action, reason, locate is missing"),
        (
            "[[correction]]\nsource='x'\naction='mend'\nreason='y'\nlocate={}\n",
            "action is one of drop, override, flag",
        ),
        (
            "[[correction]]\nsource='x'\naction='override'\nreason='y'\nlocate={}\n",
            "an override says what to put",
        ),
        (
            "[[correction]]\nsource='x'\naction='drop'\nreason='y'\nlocate={}\nsett={}\n",
            "unknown key 'sett'",
        ),
        ("[[correction", "not readable as TOML"),
    ],
)
def test_what_cannot_be_understood_is_an_error(chiyoda: City, text: str, message: str) -> None:
    folder = chiyoda.folder / "corrections"
    folder.mkdir()
    (folder / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadCorrection, match=message):
        load_corrections(chiyoda)
