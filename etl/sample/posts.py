"""Road posts by the hundred thousand, as one table and one CSV; no work per row in Python.

Several posts tell of the same hole, metres and days apart. A third of the dates is in wareki; a
few rows have what real files have: axes swapped, a place outside, no date, sent in twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import shapely
from numpy.typing import NDArray

from etl.sample import phrases
from etl.sample.dates import BASE, drawn, wareki_date
from etl.sample.ground import Ground, points_in, shifted, ward

COLUMNS = (
    "受付番号", "受付日時", "更新日時", "完了日時", "状態", "分類", "件名", "内容",
    "緯度", "経度", "住所", "写真URL",
)  # fmt: skip
DAYS = 3 * 365
#: Places posts come from; every post lies within metres of one of them.
POOL = 40_000
#: Share of posts that tell of the hole of the post before.
REPEATED = 0.28
#: Shares of rows with a fault, in this order: swapped axes, outside, no date, blank status.
FAULTS = (0.002, 0.001, 0.002, 0.003)
SENT_TWICE = 0.004
#: Wrong by the width of the city: an address typed into the wrong map.
OUTSIDE_DEGREES = 0.6
_CHUNK = 250_000


def posts_csv(path: Path, rows: int, seed: int = 1, encoding: str = "utf-8") -> int:
    """Write a CSV of road posts (about 230 bytes a row); returns its bytes.

    Args:
        path: the file.
        rows: posts.
        seed: the same seed, rows and encoding give the same bytes.
        encoding: ``utf-8``, ``utf-8-sig``, ``cp932`` ...
    """
    return posts_csv_of(ward(0), path, rows, seed, encoding=encoding)


def posts_csv_of(
    ground: Ground,
    path: Path,
    rows: int,
    seed: int,
    *,
    days: int = DAYS,
    encoding: str = "utf-8",
) -> int:
    """Write posts of one ward over some days up to the sample's now; returns the bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for number, first in enumerate(range(0, rows, _CHUNK)):
            count = min(_CHUNK, rows - first)
            table = posts_table(ground, count, seed + number * 1009, first + 1, days)
            sink = pa.BufferOutputStream()
            options = pa.csv.WriteOptions(include_header=first == 0, quoting_style="none")
            pa.csv.write_csv(table, sink, options)
            text = sink.getvalue().to_pybytes()
            if encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
                text = text.decode("utf-8").encode(encoding)
            file.write(text)
    return path.stat().st_size


def posts_table(
    ground: Ground, rows: int, seed: int, first_number: int = 1, days: int = DAYS
) -> pa.Table:
    """Posts of one ward over three years, newest last, all columns text as published."""
    random = np.random.default_rng(drawn(seed, "posts", ground.number))
    repeated_rows = int(rows * SENT_TWICE)
    rows -= repeated_rows
    places, blocks = pool(ground, min(POOL, max(rows, 500)), random)
    category = random.choice(
        len(phrases.CATEGORIES), rows, p=[one.weight for one in phrases.CATEGORIES]
    )
    spot = random.integers(0, len(places), rows)
    minute = np.sort(random.integers(0, days * 1440, rows))
    repeats = random.random(rows) < REPEATED
    hole = np.maximum.accumulate(np.where(repeats, 0, np.arange(rows)))
    category, spot = category[hole], spot[hole]
    position = shifted(places[spot], random.normal(0, 7.0, (rows, 2)))

    age = days * 1440 - minute
    state = _states(age, random)
    took = _minutes_taken(category, random)
    is_closed = np.isin(state, [n for n, one in enumerate(phrases.STATES) if _closes(one[0])])
    closed = np.where(is_closed & (took < age), minute + took, -1)
    updated = np.where(closed >= 0, closed, minute + (age * random.random(rows) * 0.4).astype(int))
    state = np.where(is_closed & (closed < 0), 1, state)

    swapped, outside, undated, blank = np.array_split(
        random.permutation(rows)[: sum(_counts(rows))], np.cumsum(_counts(rows))[:-1]
    )
    position[outside] += OUTSIDE_DEGREES
    longitude, latitude = position[:, 0].copy(), position[:, 1].copy()
    longitude[swapped], latitude[swapped] = position[swapped, 1], position[swapped, 0]
    number = np.arange(first_number, first_number + rows)
    style = random.integers(0, 3, rows)
    received = np.where(np.isin(np.arange(rows), undated), -1, minute)
    state = np.where(np.isin(np.arange(rows), blank), len(phrases.STATES), state)

    states = pa.array([one[0] for one in phrases.STATES] + [""])
    names = pa.array([f"{ground.name}{block.name}" for block in ground.blocks])
    house = pa.array([f"{n}番" for n in range(1, 31)])
    table = pa.table(
        [
            _numbers(f"MR{ground.number}-" if ground.number else "MR-", number, 8),
            _moments(received, style, days),
            _moments(updated, style, days),
            _moments(closed, style, days),
            states.take(pa.array(state)),
            pa.array([one.name for one in phrases.CATEGORIES]).take(pa.array(category)),
            _worded(category, random, "subjects"),
            _described(category, random),
            _decimal(latitude),
            _decimal(longitude),
            _joined(names.take(pa.array(blocks[spot])), house.take(pa.array(spot % 30))),
            _photos(number, random),
        ],
        names=list(COLUMNS),
    )
    twice = np.sort(random.permutation(rows)[:repeated_rows])
    return pa.concat_tables([table, table.take(pa.array(twice))])


def _counts(rows: int) -> list[int]:
    return [int(rows * share) for share in FAULTS]


def swapped_axes(longitude: float, latitude: float) -> list[float]:
    """A position as it is written by who takes latitude for the first."""
    return [latitude, longitude]


def pool(
    ground: Ground, count: int, random: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Places along the trunk roads and in the town blocks, each with its block's index."""
    along = count // 2
    lines = [road.line for road in ground.roads]
    lengths = np.array([line.length for line in lines])
    chosen = random.choice(len(lines), along * 2, p=lengths / lengths.sum())
    on_road = shapely.line_interpolate_point(
        np.array(lines)[chosen], random.random(along * 2), normalized=True
    )
    places = shifted(shapely.get_coordinates(on_road), random.normal(0, 6.0, (along * 2, 2)))
    places = np.vstack([places, points_in(ground.outline, count, random)])
    tree = shapely.STRtree([block.shape for block in ground.blocks])
    place, block = tree.query(shapely.points(places), predicate="within")
    block = np.asarray(block, dtype=np.int64)
    quiet = np.array([one.name in ("千代田", "皇居外苑") for one in ground.blocks])
    kept = ~quiet[block]
    order = random.permutation(int(kept.sum()))[:count]
    return places[place[kept]][order], block[kept][order]


def _closes(state: str) -> bool:
    return state in phrases.CLOSED


def _states(age: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    recent = np.cumsum([one[1] for one in phrases.STATES])
    old = np.cumsum([one[2] for one in phrases.STATES])
    draw = random.random(len(age))
    state = np.where(
        age < 60 * 1440,
        np.searchsorted(recent / recent[-1], draw),
        np.searchsorted(old / old[-1], draw),
    )
    return np.minimum(state, len(phrases.STATES) - 1).astype(np.int64)


def _minutes_taken(category: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    median = np.array([one.median_days for one in phrases.CATEGORIES])[category]
    return (median * np.exp(random.normal(0, 0.9, len(category))) * 1440).astype(np.int64) + 30


def _worded(category: NDArray[np.int64], random: np.random.Generator, which: str) -> pa.Array:
    """One of the category's wordings for each row."""
    wordings = [getattr(one, which) for one in phrases.CATEGORIES]
    sizes = np.array([len(one) for one in wordings])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    flat = pa.array([wording for one in wordings for wording in one])
    index = starts[category] + (random.random(len(category)) * sizes[category]).astype(np.int64)
    return flat.take(pa.array(index))


def _described(category: NDArray[np.int64], random: np.random.Generator) -> pa.Array:
    rows = len(category)
    # Most people write one sentence; the blanks are theirs.
    place = pa.array([f"{one}。" for one in phrases.PLACES] + [""] * 12 * len(phrases.PLACES))
    wish = pa.array([*phrases.WISHES, *[""] * 12 * len(phrases.WISHES)])
    return _joined(
        place.take(pa.array(random.integers(0, len(place), rows))),
        _worded(category, random, "texts"),
        pa.repeat("。", rows),
        wish.take(pa.array(random.integers(0, len(wish), rows))),
    )


def _moments(minute: NDArray[np.int64], style: NDArray[np.int64], days_back: int) -> pa.Array:
    """Times as published: ISO, slashed, wareki by ``style``; negative minutes are blank."""
    start = (BASE - timedelta(days=days_back)).replace(tzinfo=None)
    midnight = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - wall clock of the ward
    absolute = np.maximum(minute, 0) + start.hour * 60 + start.minute
    day, clock = np.divmod(absolute, 1440)
    days = [midnight + timedelta(days=int(n)) for n in range(int(day.max(initial=0)) + 1)]
    clocks = [divmod(n, 60) for n in range(1440)]
    count, per_day = len(days), 1440
    dates = pa.array(
        [f"{d:%Y-%m-%d}" for d in days]
        + [f"{d.year}/{d.month}/{d.day}" for d in days]
        + [wareki_date(d) for d in days]
        + [""]
    )
    times = pa.array(
        [f" {h:02d}:{m:02d}" for h, m in clocks]
        + [f" {h}:{m:02d}" for h, m in clocks]
        + [_spoken(h, m) for h, m in clocks]
        + [""]
    )
    blank = minute < 0
    return _joined(
        dates.take(pa.array(np.where(blank, 3 * count, style * count + day))),
        times.take(pa.array(np.where(blank, 3 * per_day, style * per_day + clock))),
    )


def _spoken(hour: int, minute: int) -> str:
    if (hour, minute) == (12, 0):
        return "正午"
    return f"{'午前' if hour < 12 else '午後'}{hour % 12}時{minute}分"


def _numbers(prefix: str, number: NDArray[np.int64], width: int) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(number).cast(pa.string()), width, "0")
    return _joined(pa.repeat(prefix, len(number)), digits)


def _decimal(value: NDArray[np.float64]) -> pa.Array:
    """Degrees with six places."""
    return pa.array(np.round(value, 6)).cast(pa.string())


def _photos(number: NDArray[np.int64], random: np.random.Generator) -> pa.Array:
    has = pa.array(random.random(len(number)) < 0.1)
    url = _joined(
        _numbers("https://photo.example.jp/mihon/", number, 8), pa.repeat(".jpg", len(number))
    )
    return pc.if_else(has, url, "")


def _joined(*parts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")
