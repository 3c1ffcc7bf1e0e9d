"""The municipal standard data sets, and how far a municipality has come with them. Pure.

Source of numbers and names: 自治体標準オープンデータセット, book A (2025-05-01). The standard has
no formula of its own for 整備率: ours is stated wherever the figure stands (docs/open_data.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Number -> name, as printed.
SETS = {
    "A-01": "公共施設一覧",
    "A-02": "文化財一覧",
    "A-03": "指定緊急避難場所一覧",
    "A-04": "地域・年齢別人口",
    "A-05": "子育て施設一覧",
    "A-06": "オープンデータ一覧",
    "A-07": "公衆無線LANアクセスポイント一覧",
    "A-08": "AED設置箇所一覧",
    "A-09": "介護サービス事業所一覧",
    "A-10": "医療機関一覧",
    "A-11": "観光施設一覧",
    "A-12": "イベント一覧",
    "A-13": "公衆トイレ一覧",
    "A-14": "消防水利施設一覧",
    "A-15": "食品等営業許可・届出一覧",
    "A-16": "学校給食献立情報",
    "A-17": "小中学校通学区域情報",
}


@dataclass(frozen=True)
class SetState:
    """One set of the scope: files that keep to it, and files that don't or nobody checked."""

    number: str
    title: str
    valid: int
    invalid: int
    unchecked: int

    @property
    def is_there(self) -> bool:
        """Whether it counts: a published file that keeps to its standard."""
        return self.valid > 0


@dataclass(frozen=True)
class Coverage:
    """整備率: sets of the scope with a published file that keeps to the standard."""

    sets: tuple[SetState, ...]

    @property
    def numerator(self) -> int:
        """Sets that are there."""
        return sum(one.is_there for one in self.sets)

    @property
    def denominator(self) -> int:
        """Sets of the scope."""
        return len(self.sets)

    @property
    def percent(self) -> float:
        """100 × numerator / denominator."""
        return 100 * self.numerator / self.denominator


def coverage(scope: Sequence[str], files: Iterable[tuple[str | None, str]]) -> Coverage:
    """How many sets of a scope are published and keep to their standard.

    Args:
        scope: numbers of ``SETS``, at least one.
        files: standard (None: of none) and conformance (valid, invalid, not_checked) of each file.
    """
    counts = {number: {"valid": 0, "invalid": 0, "not_checked": 0} for number in scope}
    for standard, conformance in files:
        if standard in counts and conformance in counts[standard]:
            counts[standard][conformance] += 1
    return Coverage(
        tuple(
            SetState(number, SETS[number], one["valid"], one["invalid"], one["not_checked"])
            for number, one in counts.items()
        )
    )
