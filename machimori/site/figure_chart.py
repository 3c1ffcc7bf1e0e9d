"""A line of published values as inline SVG: from zero, each point with its number written.

Drawn only where at least two values are comparable (one definition, stated dates); the table
with the same numbers stands below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from machimori.domain.published_values import Published
from machimori.wording.indicator_words import figure, short_period
from machimori.wording.markup import Html, tag

#: Drawing units; a phone shows about as many pixels, a desk more.
_WIDTH, _HEIGHT = 360, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 34, 26, 30
#: Labels nearer than this on the axis would lie on each other.
_APART = 46.0


def line_chart(points: Sequence[Published], lang: str, *, label: str) -> Html | None:
    """The chart; None where the points are no line.

    Args:
        points: comparable values, oldest first, each with number and date.
        lang: of the numbers.
        label: what is drawn, for screen readers.
    """
    drawn = [(one.period_end, one.value, one) for one in points]
    dated = [(day, value, one) for day, value, one in drawn if day and value is not None]
    if len(dated) < 2 or min(value for _, value, _ in dated) < 0:
        return None
    first, last = dated[0][0], dated[-1][0]
    most = max(value for _, value, _ in dated) or 1.0
    places = [(_x(day, first, last), _y(value, most), one) for day, value, one in dated]
    base = _HEIGHT - _BOTTOM
    return tag(
        "svg",
        tag("path", d=f"M{_LEFT - 8} {base}H{_WIDTH - _RIGHT + 8}", class_="axis"),
        tag("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places), class_="line"),
        *(tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=4, class_="point") for x, y, _ in places),
        *(_number(x, y, one, lang) for x, y, one in _spread(places)),
        *(_date(x, base, one, lang) for x, _, one in _spread(places)),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        class_="chart",
        role="img",
        aria_label=label,
    )


def _x(day: date, first: date, last: date) -> float:
    share = (day - first).days / max((last - first).days, 1)
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(value: float, most: float) -> float:
    return _HEIGHT - _BOTTOM - value / most * (_HEIGHT - _BOTTOM - _TOP)


def _spread(
    places: Sequence[tuple[float, float, Published]],
) -> list[tuple[float, float, Published]]:
    """The points that get words: first and last, and those between that leave room."""
    first, last = places[0], places[-1]
    kept = [first]
    for place in places[1:-1]:
        if place[0] - kept[-1][0] >= _APART and last[0] - place[0] >= _APART:
            kept.append(place)
    return [*kept, last]


def _number(x: float, y: float, one: Published, lang: str) -> Html | None:
    if one.amount is None:
        return None
    said = figure(one.amount, one.precision, lang)
    gap = " " if lang != "ja" and said.before else ""
    return tag(
        "text",
        f"{said.before}{gap}{said.number}{said.after}",
        x=f"{x:.1f}",
        y=f"{y - 9:.1f}",
        class_="number",
    )


def _date(x: float, base: float, one: Published, lang: str) -> Html | None:
    if one.period_end is None:
        return None
    words = short_period(one.period_start or one.period_end, one.period_end, lang)
    return tag("text", words, x=f"{x:.1f}", y=base + 18, class_="date")
