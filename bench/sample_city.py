"""A sample municipality of its own for a measurement: configuration, files and warehouse.

Laid out as in the repository, so that the paths of ``cities/sample/city.toml`` hold as they are.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.million_posts import COLUMNS
from etl.pipeline import RunResult, run
from etl.sample import generate, posts_csv
from machimori.city import REPOSITORY, City, load_city

_POSTS = """
[[sources.road_reports]]
id = "bench_posts"
title = "Road posts of the measurement"
producer = "見本区"
path = "data/bench_posts.csv"
is_sample = true
[sources.road_reports.columns]
"""


def write_sample_city(root: Path, *, posts: int = 0) -> City:
    """Write the sample's published files below a folder, with so many road posts beside them."""
    folder = root / "cities" / "sample"
    folder.mkdir(parents=True)
    for shared in ("geodata", "cities/indicators"):
        (root / shared).symlink_to(REPOSITORY / shared)
    original = REPOSITORY / "cities" / "sample"
    shutil.copytree(original / "corrections", folder / "corrections")
    configuration = (original / "city.toml").read_text(encoding="utf-8")
    generate(folder / "data")
    if posts:
        posts_csv(folder / "data" / "bench_posts.csv", posts, seed=1)
        configuration += _POSTS + "".join(f'{ours} = "{name}"\n' for ours, name in COLUMNS.items())
    (folder / "city.toml").write_text(configuration, encoding="utf-8")
    return load_city(folder)


def build(city: City) -> RunResult:
    """Build its warehouse.

    Raises:
        RuntimeError: a source is not in.
    """
    result = run(city)
    failed = [f"{one.source}: {one.error}" for one in result.runs if not one.success]
    if failed:
        raise RuntimeError("; ".join(failed))
    return result
