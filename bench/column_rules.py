"""A million rows through the rules of ``etl.normalise``: processor seconds beside the target.

Processor time, for other work on the machine doesn't count; the best of three.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random
from time import process_time

import pyarrow as pa

from etl.normalise.columns import Context, parse
from etl.normalise.eras import wareki
from etl.normalise.positions import positions

ROWS = 1_000_000
_CONTEXT = Context(code="131016", bbox=(139.0, 35.0, 140.5, 36.5))


def main() -> list[str]:
    """One line per column."""
    random = Random(1)  # noqa: S311 (made-up rows, no secret)
    first = datetime(2021, 1, 1)  # noqa: DTZ001 (local, as published)
    moments = [first + timedelta(seconds=random.randrange(94_000_000)) for _ in range(ROWS)]
    longitude = pa.array([f"{139.5 + random.random() / 2:.6f}" for _ in range(ROWS)])
    latitude = pa.array([f"{35.5 + random.random() / 2:.6f}" for _ in range(ROWS)])
    columns = {
        ("timestamp", "plain ISO", 0.3): [one.isoformat(" ") for one in moments],
        ("timestamp", "a third in wareki", 1.0): [
            _in_wareki(one, place) if place % 3 == 0 else one.isoformat(" ")
            for place, one in enumerate(moments)
        ],
        ("timestamp", "slashes", 1.0): [f"{one:%Y/%m/%d %H:%M:%S}" for one in moments],
        ("text", "clean prose", 0.3): [
            f"道路に穴があいています。{n}番地先です" for n in range(ROWS)
        ],
        ("name", "clean", 0.3): [f"第{n}避難所" for n in range(ROWS)],
        ("identifier", "clean", 0.3): [f"R-{n:07}" for n in range(ROWS)],
        ("category", "ten words", 0.3): [f"分類{n % 10}" for n in range(ROWS)],
        ("number", "a tenth with commas", 1.0): [
            f"{n:,}" if n % 10 == 0 else f"{n}.5" for n in range(ROWS)
        ],
    }
    lines = [
        _line(f"{kind}, {what}", target, partial(parse, kind, pa.array(cells), _CONTEXT))
        for (kind, what, target), cells in columns.items()
    ]
    located = partial(positions, longitude, latitude, context=_CONTEXT)
    lines.append(_line("positions, plain decimals", 0.3, located))
    return lines


def _in_wareki(moment: datetime, place: int) -> str:
    day = wareki(moment.date())
    if place % 2:
        return f"{day}{moment.hour}時{moment.minute:02}分"
    return f"{day} {moment.hour}:{moment.minute:02}"


def _line(what: str, target: float, work: Callable[[], object]) -> str:
    seconds = []
    for _ in range(3):
        started = process_time()
        work()
        seconds.append(process_time() - started)
    return f"{what:32} {min(seconds):6.3f} s  (target {target} s)"
