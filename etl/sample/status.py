"""Twelve hours of a drill: who opened, how the halls filled, who has not been heard of since.

Statements come as the plain status form, one file per hour. Shelters confirm about every half
hour; some go silent, some only say "no change", one id is in no list, one count is below zero,
one row says no time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from etl.sample.dates import drawn, slashed, wareki_moment
from etl.sample.ground import Ground
from etl.sample.places import Place
from etl.sample.writing import write_csv

HEADER = (
    "施設ID", "名称", "event_type", "開設状況", "混雑状況", "避難者数", "世帯数", "屋外人数",
    "時点", "受信日時", "開設日時", "区分", "災害ID", "災害名", "報告者", "備考",
)  # fmt: skip
HOURS = 12
INCIDENT = ("drill-2026-11-21", "首都直下地震 総合防災訓練（見本）")
#: Upper edges of the crowding words as a share of capacity.
_BANDS = ((0.5, "空き"), (0.8, "やや混雑"), (1.0, "混雑"))


def write_status(out: Path, ground: Ground, places: list[Place], seed: int, now: datetime) -> int:
    """Write the drill's statements, one CSV per hour; returns the statements written."""
    random = np.random.default_rng(drawn(seed, "status", ground.number))
    start = now - timedelta(hours=HOURS)
    rows: list[tuple[datetime, list[Any]]] = []
    reporting = [
        one for one in places if one.role in ("shelter", "welfare_shelter", "temporary_stay")
    ]
    for number, place in enumerate(reporting):
        rows += _course(place, number, start, now, random)
    lost = now - timedelta(hours=3, minutes=10)
    rows.append(
        (
            lost,
            _row(
                f"{ground.prefix}S-99",
                "見本仮設テント",
                lost,
                random,
                "開設",
                "空き",
                35,
                note="一覧にない施設",
            ),
        )
    )
    negative = _row(reporting[0].id, reporting[0].name, lost, random, "開設", "", -3)
    untimed = _row(reporting[1].id, reporting[1].name, lost, random, "開設", "空き", 40)
    untimed[HEADER.index("時点")] = ""
    rows += [(lost, negative), (lost, untimed)]
    rows.sort(key=lambda one: (one[0], one[1][0]))
    written = 0
    for hour in range(HOURS):
        first, last = start + timedelta(hours=hour), start + timedelta(hours=hour + 1)
        part = [row for when, row in rows if first <= when < last or (when == now == last)]
        name = f"{ground.prefix}status_{last:%Y-%m-%d-%H%M}.csv"
        encoding = "cp932" if hour < 4 else "utf-8-sig"
        written += write_csv(out / name, HEADER, part, encoding=encoding)
    return written


def _course(
    place: Place, number: int, start: datetime, now: datetime, random: np.random.Generator
) -> list[tuple[datetime, list[Any]]]:
    """One place through the drill: preparing, open and filling, sometimes closed or silent."""
    if number % 13 == 12:  # never opened
        moment = start + timedelta(minutes=int(random.integers(20, 60)))
        return [(moment, _row(place.id, place.name, moment, random, "未開設", ""))]
    opens = start + timedelta(minutes=int(random.integers(30, 200)))
    prepares = opens - timedelta(minutes=int(random.integers(10, 28)))
    said = [(prepares, _row(place.id, place.name, prepares, random, "開設準備中", ""))]
    capacity = place.capacity or 200
    fills_to = float(random.choice([0.35, 0.6, 0.85, 1.02], p=[0.3, 0.3, 0.25, 0.15]))
    speed = float(random.uniform(1.5, 4.5))
    silent_for = int(random.choice([0, 0, 0, 0, 45, 80, 170])) if number % 4 == 1 else 0
    closes = now - timedelta(minutes=75) if number % 15 == 7 else None
    moment = opens
    while moment <= now - timedelta(minutes=silent_for):
        hours = (moment - opens).total_seconds() / 3600
        share = fills_to * (1 - np.exp(-hours / speed))
        if closes is not None and moment >= closes:
            said.append(
                (moment, _row(place.id, place.name, moment, random, "閉鎖", "", 0, opened=opens))
            )
            break
        heads = int(capacity * share + random.normal(0, 2)) if hours > 0 else 0
        heads = max(heads, 0)
        kind = float(random.random())
        if hours > 1 and kind < 0.18:
            row = _row(place.id, place.name, moment, random, "", "", event="confirmation")
        else:
            row = _row(
                place.id, place.name, moment, random, "開設", _crowding(heads, capacity),
                heads if kind < 0.95 else None, opened=opens,
                outside=int(random.integers(0, 25)) if place.role == "shelter" else None,
            )  # fmt: skip
        said.append((moment, row))
        moment += timedelta(minutes=int(random.integers(18, 42)))
    return said


def _crowding(heads: int, capacity: int) -> str:
    share = heads / capacity
    return next((word for edge, word in _BANDS if share < edge), "定員一杯")


def _row(
    place_id: str,
    name: str,
    moment: datetime,
    random: np.random.Generator,
    opening: str,
    crowding: str,
    heads: int | None = None,
    *,
    event: str = "status",
    opened: datetime | None = None,
    outside: int | None = None,
    note: str = "",
) -> list[Any]:
    """One row of the form; a fifth of the times is in wareki, some counts carry their unit."""
    style = float(random.random())
    written = wareki_moment(moment) if style < 0.2 else slashed(moment)
    received = moment + timedelta(minutes=int(random.integers(0, 6)))
    households = None if heads is None or opening != "開設" else int(heads * 0.42)
    shown: Any = heads
    if heads is not None and style > 0.93:
        shown = f"{heads:,}人"
    return [
        place_id, name, event, opening, crowding, shown, households, outside, written,
        slashed(received), slashed(opened) if opened else None, "訓練", *INCIDENT,
        "避難所班（見本）", note,
    ]  # fmt: skip
