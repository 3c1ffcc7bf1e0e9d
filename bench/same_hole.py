"""How well and how fast posts of the same hole are found: the curve, two rules, growth, memory.

Quality is measured on the frozen posts of ``bench.labelled_posts`` under seeds that nothing was
chosen on (201, 202, 203; what could be chosen was chosen on 101 and 102), each with the usual
error of position and with the doubled one. Grouping is given what a city publishes: no status, no
hole, no label.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from bench.labelled_posts import labelled_posts
from bench.labelled_streets import METRES_PER_DEGREE
from bench.measure import measured
from machimori.domain.duplicates import score_repeats

#: What grouping sees of the labelled posts.
GIVEN = [
    "report_id", "longitude", "latitude", "requested_at", "category", "description", "closed_at",
]  # fmt: skip
SEEDS = (201, 202, 203)
ERRORS = (1.0, 2.0)
#: Posts of three years in a ward of 11.6 square kilometres: some hundreds, and many.
SIZES = (3_000, 12_000)
ALARMS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
#: Rules to beat: metres, days back (None: any earlier post), the same category only.
RULES: tuple[tuple[float, float | None, bool], ...] = (
    (50.0, None, False),
    (50.0, None, True),
    (50.0, 84.0, False),
    (50.0, 84.0, True),
)
GROWTH = (10_000, 100_000, 1_000_000)
#: Wards the posts of the growth are spread over, per post: 1 to 80 at a million.
POSTS_PER_WARD = 12_500
Flags = NDArray[np.bool_]


def within(
    posts: pd.DataFrame, metres: float, *, same_category: bool = False, days: float | None = None
) -> Flags:
    """Posts with an earlier one so near: the rule to beat."""
    place = posts[["longitude", "latitude"]].to_numpy() * METRES_PER_DEGREE
    known = np.flatnonzero(np.isfinite(place).all(axis=1))
    pairs = known[cKDTree(place[known]).query_pairs(metres, output_type="ndarray")]
    moment = posts["requested_at"].to_numpy().astype("datetime64[m]").astype(np.int64)
    order = np.lexsort((posts["report_id"].to_numpy(), moment))
    turn = np.empty(len(posts), dtype=np.int64)
    turn[order] = np.arange(len(posts))
    later = np.where(turn[pairs[:, 0]] > turn[pairs[:, 1]], pairs[:, 0], pairs[:, 1])
    earlier = pairs.sum(axis=1) - later
    holds = np.ones(len(pairs), dtype=bool)
    if same_category:
        category = posts["category"].to_numpy()
        holds &= category[earlier] == category[later]
    if days is not None:
        holds &= moment[later] - moment[earlier] <= days * 1_440
    found = np.zeros(len(posts), dtype=bool)
    found[later[holds]] = True
    return found


def found_at(score: NDArray[np.float64], truth: Flags, alarms: float) -> float:
    """Share of the repeats found at a share of false alarms, on a line between neighbouring points.

    Posts of one score are taken together, so that their order plays no part.
    """
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))
    false = np.concatenate([[0.0], np.cumsum(~truth[order])[ends] / max((~truth).sum(), 1)])
    true = np.concatenate([[0.0], np.cumsum(truth[order])[ends] / max(truth.sum(), 1)])
    return float(np.interp(alarms, false, true))


def curve(posts: int, seed: int, error: float) -> dict[str, Any]:
    """One file: found shares at ``ALARMS``, each rule with ours at its alarms, and the groups."""
    made = labelled_posts(posts, seed, error=error)
    answer = score_repeats(made[GIVEN])
    score, truth = answer["score"].to_numpy(), made["is_repeat"].to_numpy()
    rules = []
    for metres, days, same_category in RULES:
        rule = within(made, metres, same_category=same_category, days=days)
        alarms = float(rule[~truth].mean())
        rules.append(
            {
                "rule": _named(metres, days, same_category),
                "alarms": alarms,
                "found": float(rule[truth].mean()),
                "ours": found_at(score, truth, alarms),
            }
        )
    anywhere = made["is_repeat_anywhere"].to_numpy()
    return {
        "posts": len(made),
        "repeats": float(truth.mean()),
        "believed": float(score.mean()),
        "found": {alarms: found_at(score, truth, alarms) for alarms in ALARMS},
        "found_anywhere": {alarms: found_at(score, anywhere, alarms) for alarms in ALARMS},
        "rules": rules,
        **_groups(answer["duplicate_group_id"], made),
    }


def _named(metres: float, days: float | None, same_category: bool) -> str:
    window = "any time" if days is None else f"{days:.0f} days"
    return f"{metres:.0f} m, {window}" + (", same category" if same_category else "")


def _groups(group: pd.Series, made: pd.DataFrame) -> dict[str, Any]:
    """Incidents counted, and how many pairs of posts put together are truly together."""
    ours = group.fillna(made["report_id"])
    both = pd.DataFrame({"ours": ours.to_numpy(), "hole": made["hole_id"].to_numpy()})

    def pairs(*by: str) -> int:
        size = both.groupby(list(by)).size()
        return int((size * (size - 1) // 2).sum())

    right = pairs("ours", "hole")
    return {
        "incidents": int(ours.nunique()),
        "holes": int(made["hole_id"].nunique()),
        "pairs_right": right / max(pairs("ours"), 1),
        "pairs_found": right / max(pairs("hole"), 1),
        "largest": int(ours.value_counts().iloc[0]),
    }


def grown(file: str) -> dict[str, Any]:
    """Score and group a file of posts; seconds on the clock and of the processor."""
    posts = pd.read_parquet(file)
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    answer = score_repeats(posts)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    groups = int(answer["duplicate_group_id"].nunique())
    return {"posts": len(posts), "wall": wall, "cpu": cpu, "groups": groups}


def quality_lines(seeds: tuple[int, ...] = SEEDS, sizes: tuple[int, ...] = SIZES) -> list[str]:
    """Every file's curve and rules, and how many of the comparisons are won."""
    lines, won, compared = [], 0, 0
    for posts in sizes:
        for error in ERRORS:
            for seed in seeds:
                one = curve(posts, seed, error)
                points = "  ".join(f"{at:.0%}:{found:.1%}" for at, found in one["found"].items())
                lines.append(
                    f"seed {seed}, error x{error:.0f}, {one['posts']:,} posts, "
                    f"{one['repeats']:.1%} repeats; found at false alarms {points}"
                )
                for rule in one["rules"]:
                    won += rule["ours"] > rule["found"]
                    compared += 1
                    lines.append(
                        f"    {rule['rule']:30} alarms {rule['alarms']:6.1%}  "
                        f"found {rule['found']:6.1%}  ours {rule['ours']:6.1%}"
                    )
                lines.append(
                    f"    groups: {one['incidents']:,} incidents of {one['holes']:,} holes; "
                    f"of pairs put together {one['pairs_right']:.0%} right, of true pairs "
                    f"{one['pairs_found']:.0%} found; largest {one['largest']}"
                )
    lines.append(f"better than the rule at its own false alarms: {won} of {compared}")
    return lines


def growth_lines(sizes: tuple[int, ...] = GROWTH) -> list[str]:
    """Time and memory of so many posts in one ward, and over as many wards as they fill."""
    lines = []
    with tempfile.TemporaryDirectory() as work:
        for place in ("one ward", "many wards"):
            for posts in sizes:
                wards = 1 if place == "one ward" else max(1, posts // POSTS_PER_WARD)
                file = Path(work) / "posts.parquet"
                measured("bench.same_hole", "write", file=str(file), posts=posts, wards=wards)
                one = measured("bench.same_hole", "grown", file=str(file))
                done = one["answer"]
                lines.append(
                    f"{place:10} {wards:3} {done['posts']:>9,} posts  {done['wall']:6.1f} s  "
                    f"{done['cpu']:6.1f} s of processor  {one['peak_mb']:6.0f} MB  "
                    f"{done['groups']:,} groups"
                )
    lines.append("targets at a million: 20 s, 3,000 MB")
    return lines


def write(file: str, posts: int, wards: int) -> int:
    """Labelled posts as a Parquet file of what grouping sees."""
    made = labelled_posts(posts, 5, wards=wards)
    made[GIVEN].to_parquet(file, index=False)
    return len(made)


def main() -> list[str]:
    """Quality, then growth."""
    return [*quality_lines(), *growth_lines()]
