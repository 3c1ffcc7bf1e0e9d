"""Masking of personal details in posts: how many are found, how many finds are right, how long.

Over ``tests/fixtures/masking/examples.csv``, written for this: what must not be read any more, and
near misses in which nothing may be masked. A detail counts as found when not one character of it
that names somebody is left; a find counts as right when it touches a detail of its kind.
"""

from __future__ import annotations

import csv
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from machimori.city import REPOSITORY
from machimori.domain.masking import Found, Kind, find

EXAMPLES = REPOSITORY / "tests" / "fixtures" / "masking" / "examples.csv"
#: What joins the parts of a detail and names nobody.
_JOINS = " \u3000-‐‑‒–—―−－ーｰ（）()「」・:：のは番地丁目号"


@dataclass(frozen=True)
class Example:
    """A text, the kind of detail it was written for ("" for a near miss), and its details."""

    kind: str
    text: str
    hidden: tuple[str, ...]


@dataclass
class Measured:
    """Counts by kind."""

    details: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    finds: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        """Share of the details of a kind that were found."""
        return self.found[kind] / self.details[kind]

    def precision(self, kind: str) -> float:
        """Share of the finds of a kind that touch a detail."""
        return self.right[kind] / self.finds[kind] if self.finds[kind] else 1.0


def examples(path: Path = EXAMPLES) -> list[Example]:
    """The written examples."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Example(row["kind"], row["text"], tuple(filter(None, row["hidden"].split("|"))))
            for row in csv.DictReader(file)
        ]


def measure(given: list[Example]) -> Measured:
    """Look through the examples."""
    said = Measured()
    for example in given:
        finds = find(example.text)
        spans = [
            (example.text.index(part), example.text.index(part) + len(part))
            for part in example.hidden
        ]
        for start, end in spans:
            said.details[example.kind] += 1
            if _covered(example.text, start, end, finds):
                said.found[example.kind] += 1
            else:
                said.missed.append(f"{example.kind}: {example.text}")
        for one in finds:
            said.finds[one.kind] += 1
            if any(one.start < end and start < one.end for start, end in spans):
                said.right[one.kind] += 1
            else:
                said.wrong.append(
                    f"{one.kind}: {example.text[one.start : one.end]} in {example.text}"
                )
    return said


def _covered(text: str, start: int, end: int, finds: list[Found]) -> bool:
    return all(
        text[place] in _JOINS or any(one.start <= place < one.end for one in finds)
        for place in range(start, end)
    )


def main() -> list[str]:
    """Recall and precision by kind, what was missed, and the time of a long text."""
    given = examples()
    said = measure(given)
    lines = [f"{len(given)} examples, {sum(not one.kind for one in given)} of them near misses"]
    lines += [
        f"{kind:8} recall {said.recall(kind):.3f} of {said.details[kind]}"
        f"  precision {said.precision(kind):.3f} of {said.finds[kind]}"
        for kind in Kind
    ]
    whole = sum(said.found.values()) / sum(said.details.values())
    lines.append(f"all      recall {whole:.3f} of {sum(said.details.values())}")
    lines += [f"missed   {one}" for one in said.missed]
    lines += [f"wrong    {one}" for one in said.wrong]
    text = "".join(one.text for one in given)
    for characters in (25_000, 100_000):
        long = (text * (characters // len(text) + 1))[:characters]
        started = time.process_time()
        find(long)
        taken = (time.process_time() - started) * 1000
        lines.append(f"{characters:,} characters: {taken:.0f} ms of processor")
    return lines
