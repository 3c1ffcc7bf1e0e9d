"""Draw the curve of ``bench.same_hole`` as ``docs/same_hole.svg``: found against false alarms."""

from __future__ import annotations

import numpy as np

from bench.labelled_posts import labelled_posts
from bench.same_hole import GIVEN, SEEDS, found_at, within
from machimori.city import REPOSITORY
from machimori.domain.duplicates import score_repeats

FILE = REPOSITORY / "docs" / "same_hole.svg"
POSTS = 12_000
_WIDTH, _HEIGHT, _EDGE = 640, 420, 60
_ALARMS = np.linspace(0, 0.9, 91)
#: Usual error, doubled error: apart by colour and by dashes.
_LINES = ((1.0, "#0017c1", ""), (2.0, "#b3590c", "7 4"))


def _x(alarms: float) -> float:
    return _EDGE + alarms / 0.9 * (_WIDTH - _EDGE - 20)


def _y(found: float) -> float:
    return _HEIGHT - _EDGE - found * (_HEIGHT - _EDGE - 20)


def _axes() -> list[str]:
    parts = []
    for share in np.arange(0, 1.01, 0.2):
        parts.append(
            f'<line x1="{_EDGE}" x2="{_WIDTH - 20}" y1="{_y(share):.1f}" y2="{_y(share):.1f}" '
            f'stroke="#ccd"/><text x="{_EDGE - 8}" y="{_y(share) + 4:.1f}" '
            f'text-anchor="end">{share:.0%}</text>'
        )
    for share in np.arange(0, 0.91, 0.1):
        parts.append(
            f'<text x="{_x(share):.1f}" y="{_HEIGHT - _EDGE + 18}" '
            f'text-anchor="middle">{share:.0%}</text>'
        )
    parts.append(
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 18}" text-anchor="middle">false alarms: share of '
        "posts without an earlier one</text>"
        f'<text transform="translate(16 {_HEIGHT / 2}) rotate(-90)" text-anchor="middle">'
        "found: share of repeats</text>"
    )
    return parts


def draw() -> str:
    """The chart as SVG: a line per error (mean of three seeds), a mark per rule and seed."""
    parts = _axes()
    for number, (error, colour, dashes) in enumerate(_LINES):
        curves = []
        for seed in SEEDS:
            posts = labelled_posts(POSTS, seed, error=error)
            truth = posts["is_repeat"].to_numpy()
            score = score_repeats(posts[GIVEN])["score"].to_numpy()
            curves.append([found_at(score, truth, alarms) for alarms in _ALARMS])
            for same_category in (False, True):
                rule = within(posts, 50.0, same_category=same_category)
                x, y = _x(rule[~truth].mean()), _y(rule[truth].mean())
                fill = colour if same_category else "none"
                parts.append(
                    f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" stroke="{colour}" fill="{fill}"/>'
                )
        line = " ".join(
            f"{_x(alarms):.1f},{_y(found):.1f}"
            for alarms, found in zip(_ALARMS, np.mean(curves, axis=0), strict=True)
        )
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5" '
            f'stroke-dasharray="{dashes}"/>'
            f'<text x="{_WIDTH - 250}" y="{_y(0.25) + 22 * number:.0f}" fill="{colour}">'
            f"error x{error:.0f}: line ours, rings 50 m,</text>"
        )
    parts.append(
        f'<text x="{_WIDTH - 250}" y="{_y(0.25) + 44:.0f}">discs 50 m and same category</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" font-size="12">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


if __name__ == "__main__":
    FILE.write_text(draw(), encoding="utf-8")
