"""The board's column of the pace: a range with its mark, or a dash, never one time."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from machimori.city import load_city
from machimori.store.journal import open_journal
from machimori.ui import access
from tests.pages.test_staff_pages import STAFF, _unescaped, opened, words
from tests.served import write_small_city
from tests.store.small_warehouse import INCIDENT, NOW

HALL = "p02:temporary_stay"


@pytest.fixture(autouse=True)
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three counts of one hall: 40 more in each half hour, 100 to go."""
    config = write_small_city(tmp_path)
    journal = open_journal(load_city(config))
    for number, minutes in enumerate((62, 32, 2)):
        journal.append(
            "facility_status",
            HALL,
            {"opening": "開設", "headcount": 120 + 40 * number},
            client_key=f"k{number}",
            mode="training",
            incident_id=INCIDENT,
            observed_at=NOW - timedelta(minutes=minutes),
        )
    monkeypatch.setenv("MACHIMORI_CITY", str(config))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)


@pytest.mark.parametrize(
    ("lang", "heading", "mark", "sentence"),
    [
        ("ja", "満員の見こみ", "未検証", "今のペースなら"),
        ("en", "Full at this pace", "unverified", "At this pace"),
    ],
)
def test_the_hall_that_fills_has_a_range(lang: str, heading: str, mark: str, sentence: str) -> None:
    run = opened("board", role="temporary_stay", place=HALL, lang=lang)
    sent = _unescaped(words(run))
    assert heading in sent
    assert mark in sent
    assert sentence in sent
    ranges = re.findall(r"(\d\d:\d\d)[〜–](\d\d:\d\d)", sent)
    assert ranges
    assert all(first < last for first, last in ranges)


def test_a_place_with_too_few_counts_says_why_not() -> None:
    sent = _unescaped(words(opened("board", place="p01:shelter")))
    assert "示せません" in sent
    assert "今のペースなら" not in sent


def test_more_people_than_the_capacity_is_said_in_words() -> None:
    sent = _unescaped(words(opened("board")))
    assert "486 / 480人" in sent
    assert "定員を6人超過" in sent
