"""People who cannot get home, by station and hour, for two scenarios of an earthquake."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from etl.sample.dates import drawn
from etl.sample.ground import Ground
from etl.sample.writing import write_csv

#: People stranded in the ward at the peak of the first scenario: the figure the ward's plans use.
STRANDED = 590_000
SCENARIOS = (("平日12時", 1.0, 3), ("平日18時", 0.72, 2))
HOURS = 24
#: Where more people are than the number of lines says.
_BUSY = {"東京": 3.4, "大手町": 2.6, "有楽町": 1.8, "秋葉原": 1.9, "霞ケ関": 1.5, "神田": 1.2}


def write_stations(out: Path, ground: Ground, seed: int) -> int:
    """Write one row per station, scenario and hour; returns the rows."""
    random = np.random.default_rng(drawn(seed, "stations", ground.number))
    weight = np.array(
        [(one.lines + 1) * _BUSY.get(one.name, 1.0) for one in ground.stations]
    ) * random.uniform(0.85, 1.15, len(ground.stations))
    header = ["駅ID", "駅名", "駅名_英字", "緯度", "経度", "想定", "経過時間", "滞留者数"]
    rows = []
    for scenario, share, peak in SCENARIOS:
        at_peak = _whole(weight / weight.sum() * STRANDED * share)
        for hour in range(HOURS):
            level = 0.35 + 0.65 * hour / peak if hour <= peak else 0.955 ** (hour - peak)
            for station, people in zip(ground.stations, at_peak, strict=True):
                rows.append(
                    [
                        station.id,
                        # CP932 lacks the old shape of the character.
                        station.name.replace("麴", "麹"),
                        station.name_en,
                        f"{station.latitude:.6f}",
                        f"{station.longitude:.6f}",
                        scenario,
                        hour,
                        round(people * level),
                    ]  # fmt: skip
                )
    return write_csv(out / f"{ground.prefix}stations.csv", header, rows, encoding="cp932")


def _whole(shares: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[int]:
    """Whole numbers whose sum is that of the shares: the largest remainders are rounded up."""
    floor = np.floor(shares).astype(int)
    missing = round(float(shares.sum())) - int(floor.sum())
    floor[np.argsort(floor - shares)[:missing]] += 1
    return [int(one) for one in floor]
