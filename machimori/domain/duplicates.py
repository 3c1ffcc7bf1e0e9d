"""Posts of the same hole: how likely each post repeats an earlier one, and which belong together.

``score_repeats`` works on any table of posts. What is compared, and why, is in
``docs/same_hole.md``; how likely, in ``repeat_model``; how groups are made, in ``repeat_groups``;
what staff say of them, in ``said_pairs``. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from machimori.domain.repeat_ground import ground
from machimori.domain.repeat_groups import Links, grouped
from machimori.domain.repeat_model import score_posts
from machimori.domain.repeat_pairs import Floats, Ints, Pairs, Posts, near_pairs
from machimori.domain.repeat_rules import Beliefs, GroupRules
from machimori.domain.said_pairs import Member, regrouped
from machimori.domain.text_marks import TextMarks, text_marks

#: Metres of a degree of latitude; of longitude at the equator.
METRES_PER_DEGREE = (110_950.0, 111_320.0)
#: More categories than these are taken together: they are free text, not categories.
MOST_CATEGORIES = 400
_OTHERS = "…"
#: How far one position is from its hole, in scales of the distance between two.
_ONE_OF_TWO = 0.8
_DAY = np.timedelta64(1, "D") / np.timedelta64(1, "us")
Link = tuple[Any, Any]


class BadPosts(ValueError):
    """The table can't be grouped; the message says which column and why."""


@dataclass(frozen=True)
class _Table:
    """A table in order of time, as arrays; ``order`` leads back to its rows."""

    order: Ints
    ids: pd.Index
    posts: Posts
    texts: pa.Array


def score_repeats(
    posts: pd.DataFrame,
    rules: GroupRules | None = None,
    *,
    must_link: Iterable[Link] = (),
    cannot_link: Iterable[Link] = (),
    beliefs: Beliefs | None = None,
) -> pd.DataFrame:
    """How likely each post tells of what an earlier post of the table told, and its group.

    Args:
        posts: ``report_id`` (or ``id``), unique; ``longitude`` and ``latitude`` in degrees, or
            ``x_m`` and ``y_m`` in metres; ``requested_at`` (time, or its text; without a zone it
            is taken as one zone throughout). Where there are: ``category``, ``description``,
            ``closed_at``, ``end_kind`` ("duplicate": its closing says nothing of the hole).
            Places and times may be NULL: such a post is never put to another by itself.
        rules: radius, window and diameter by category.
        must_link: pairs of ids staff hold together, whatever lies between them.
        cannot_link: pairs of ids staff hold apart. Against each other, apart wins.
        beliefs: what is assumed before the table is seen.

    Returns:
        One row per row of ``posts``, in its order and under its index: ``report_id``;
        ``score`` (0 to 1: probability that an earlier post of the same thing is in the table);
        ``duplicate_group_id`` (the id of the group's oldest post, NULL for a post by itself);
        and of the earlier post it is likeliest to repeat: ``nearest_report_id``,
        ``distance_m``, ``gap_days``, ``likeness`` (of the words, NULL where one has none), and
        ``is_linked``: whether it hangs on that one. What staff say changes groups, not scores.

    Raises:
        BadPosts: a column is missing, or an id is there twice.
    """
    rules, beliefs = rules or GroupRules(), beliefs or Beliefs()
    table = _table(posts)
    with ThreadPoolExecutor(1) as beside:  # NumPy and Arrow let go of the interpreter
        coming = beside.submit(text_marks, table.texts)
        around = beside.submit(ground, table.posts, beliefs)
        pairs = near_pairs(table.posts, rules)
        marks = coming.result()
        scored = score_posts(table.posts, pairs, marks, around.result(), beliefs)
    best = _best(pairs, scored.share, len(table.posts))
    links = _links(pairs, best, scored.score, rules.least_score)
    group, held = grouped(
        table.posts.x_m,
        table.posts.y_m,
        links,
        _diameters(table.posts, rules),
        _ONE_OF_TWO * scored.scale_m,
    )
    answer = _answer(table, marks, scored.score, group, pairs, best)
    answer.loc[links.later[held], "is_linked"] = True
    answer = with_said(answer, must_link, cannot_link)
    back = np.empty(len(answer), dtype=np.int64)
    back[table.order] = np.arange(len(answer))
    return answer.iloc[back].set_axis(posts.index)


def with_said(
    answer: pd.DataFrame, must_link: Iterable[Link], cannot_link: Iterable[Link]
) -> pd.DataFrame:
    """Automatic groups with staff's pairs laid over them.

    Args:
        answer: ``report_id``, ``score``, ``duplicate_group_id``, ``nearest_report_id`` and
            ``is_linked`` of posts from the oldest on, whole groups.
        must_link: pairs of ids held together.
        cannot_link: pairs of ids held apart; pairs with other ids are passed over.
    """
    must, cannot = list(must_link), list(cannot_link)
    if not must and not cannot:
        return answer
    row_of = pd.Index(answer["report_id"])
    named = row_of.get_indexer(pd.Index([one for pair in (*must, *cannot) for one in pair]))
    named = np.unique(named[named >= 0])
    groups = answer["duplicate_group_id"].iloc[named].dropna().unique()
    rows = np.union1d(named, np.flatnonzero(answer["duplicate_group_id"].isin(groups)))
    part = answer.iloc[rows]
    members = [
        Member(one, group, nearest if linked else None, score)
        for one, group, nearest, linked, score in zip(
            part["report_id"],
            part["duplicate_group_id"],
            part["nearest_report_id"],
            part["is_linked"],
            part["score"],
            strict=True,
        )
    ]
    after = regrouped(members, must, cannot)
    final = answer["duplicate_group_id"].to_numpy(copy=True)
    final[rows] = np.array([after[one.report_id] for one in members], dtype=object)
    return answer.assign(duplicate_group_id=final)


def _table(posts: pd.DataFrame) -> _Table:
    ids = posts[_named(posts, "report_id", "id")]
    if ids.isna().any() or not ids.is_unique:
        raise BadPosts("report_id: every post needs an id of its own")
    day = _days(posts, "requested_at")
    if day is None:
        raise BadPosts("there is no column requested_at")
    closed = _days(posts, "closed_at")
    closed = np.full(len(posts), np.nan) if closed is None else closed
    if "end_kind" in posts:
        closed = np.where((posts["end_kind"] == "duplicate").to_numpy(bool), np.nan, closed)
    x, y = _metres(posts)
    order = _by_age(day, ids)
    codes, names = _categories(posts)
    texts = posts["description"] if "description" in posts else pd.Series([None] * len(posts))
    ordered = pa.array(texts.iloc[order], type=pa.string(), from_pandas=True)
    table = Posts(x[order], y[order], day[order], closed[order], codes[order], names)
    return _Table(order, pd.Index(ids.to_numpy()[order]), table, ordered)


def _by_age(day: Floats, ids: pd.Series) -> Ints:
    """Rows from the oldest, those of one moment by their id; without a date last."""
    order = np.argsort(day, kind="stable")
    sorted_day = day[order]
    tied = np.flatnonzero(~(np.diff(sorted_day) > 0))
    rows = np.unique(np.concatenate([tied, tied + 1]))
    names = ids.iloc[order[rows]].astype(str).to_numpy()
    order[rows] = order[rows][np.lexsort((names, sorted_day[rows]))]
    return order


def _named(posts: pd.DataFrame, *names: str) -> str:
    for name in names:
        if name in posts:
            return name
    raise BadPosts(f"there is no column {names[0]}")


def _days(posts: pd.DataFrame, column: str) -> Floats | None:
    """Days since 1970, NaN where unknown."""
    if column not in posts:
        return None
    moments = pd.to_datetime(posts[column], utc=True, errors="coerce")
    micros = moments.dt.tz_localize(None).to_numpy().astype("datetime64[us]")
    days = micros.astype(np.int64) / _DAY
    return np.asarray(np.where(np.isnat(micros), np.nan, days))


def _metres(posts: pd.DataFrame) -> tuple[Floats, Floats]:
    """Places in metres; degrees are flattened at the middle latitude of the table."""
    if "x_m" in posts and "y_m" in posts:
        x, y = posts["x_m"].to_numpy(float), posts["y_m"].to_numpy(float)
    else:
        longitude = pd.to_numeric(posts[_named(posts, "longitude")], errors="coerce")
        latitude = pd.to_numeric(posts[_named(posts, "latitude")], errors="coerce")
        middle = float(np.deg2rad(latitude.median())) if latitude.notna().any() else 0.0
        x = longitude.to_numpy(float) * METRES_PER_DEGREE[1] * np.cos(middle)
        y = latitude.to_numpy(float) * METRES_PER_DEGREE[0]
    known = np.isfinite(x) & np.isfinite(y)
    return np.where(known, x, np.nan), np.where(known, y, np.nan)


def _categories(posts: pd.DataFrame) -> tuple[Ints, tuple[str, ...]]:
    if "category" not in posts:
        return np.zeros(len(posts), dtype=np.int64), ("",)
    names = posts["category"].astype(object).where(posts["category"].notna(), "").astype(str)
    codes, known = pd.factorize(names)
    if len(known) > MOST_CATEGORIES:
        rare = pd.Series(codes).value_counts().index[MOST_CATEGORIES:]
        codes, known = pd.factorize(names.where(~np.isin(codes, rare), _OTHERS))
    return codes.astype(np.int64), tuple(str(name) for name in known)


def _best(pairs: Pairs, share: np.ndarray, count: int) -> Ints:
    """The pair of each post that carries most of its probability, -1 without one."""
    best = np.full(count, -1, dtype=np.int64)
    if len(pairs):
        first = np.flatnonzero(np.diff(pairs.later, prepend=-1))
        most = np.maximum.reduceat(share, first)
        runs = np.diff(first, append=len(pairs))
        reached = np.flatnonzero(share == np.repeat(most, runs))[::-1]
        best[pairs.later[reached]] = reached  # of several that reach it, the oldest
    return best


def _links(pairs: Pairs, best: Ints, score: Floats, least: float) -> Links:
    """Each post that more likely than not repeats one, on the one it likeliest repeats."""
    hanging = np.flatnonzero((best >= 0) & (score >= least))
    return Links(pairs.earlier[best[hanging]], hanging, score[hanging])


def _diameters(posts: Posts, rules: GroupRules) -> Floats:
    each = np.array([rules.of(name).diameter_m for name in posts.categories])
    return np.asarray(each[posts.category])


def _answer(
    table: _Table, marks: TextMarks, score: Floats, group: Ints, pairs: Pairs, best: Ints
) -> pd.DataFrame:
    """One row per post, from the oldest on."""
    several = np.bincount(group, minlength=len(group))[group] > 1
    ids = table.ids.to_numpy().astype(object)
    out = pd.DataFrame(
        {
            "report_id": ids,
            "score": score,
            "duplicate_group_id": pd.Series(ids[group], dtype=object).where(several, None),
            "nearest_report_id": None,
            "distance_m": np.nan,
            "gap_days": np.nan,
            "likeness": np.nan,
            "is_linked": False,
        }
    )
    has = np.flatnonzero(best >= 0)
    if len(has):
        earlier = pairs.earlier[best[has]]
        for name, values in (
            ("nearest_report_id", ids[earlier]),
            ("distance_m", pairs.distance_m[best[has]]),
            ("gap_days", pairs.gap_days[best[has]]),
            ("likeness", marks.alike(earlier, has)),
        ):
            column = out[name].to_numpy(copy=True)
            column[has] = values
            out[name] = column
    return out
