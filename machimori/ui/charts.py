"""Small charts of our own markup: bars from zero, each with its number written."""

from __future__ import annotations

from collections.abc import Sequence

from machimori.ui.markup import Html, tag


def bars(rows: Sequence[tuple[str, float, str]], *, label: str) -> Html:
    """Horizontal bars; a row is label, value (0 or more), the value as printed.

    Readable without the bars: each row is its label and its number.
    """
    most = max((value for _, value, _ in rows), default=0.0) or 1.0
    return tag(
        "ol",
        *(
            tag(
                "li",
                tag("span", name, class_="m-bar-name"),
                tag(
                    "span",
                    tag("span", style=f"width:{100 * max(value, 0) / most:.1f}%"),
                    class_="m-bar",
                    aria_hidden="true",
                ),
                tag("span", printed, class_="m-bar-value"),
            )
            for name, value, printed in rows
        ),
        class_="m-bars",
        aria_label=label,
    )


def spark(values: Sequence[int], *, label: str) -> Html:
    """A row of small columns, oldest first; the numbers are in the spoken label."""
    most = max(values, default=0) or 1
    return tag(
        "span",
        *(tag("span", style=f"height:{max(100 * value / most, 4):.0f}%") for value in values),
        class_="m-spark",
        role="img",
        aria_label=label,
        title=label,
    )
