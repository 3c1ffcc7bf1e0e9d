"""The way between the parts of a list that is too long for one page."""

from __future__ import annotations

from collections.abc import Sequence

from machimori.site.sheet import Sheet
from machimori.wording.markup import Html, tag


def part_names(file: str, count: int, per_page: int) -> list[str]:
    """Files a list of so many items is told in: ``food.html``, ``food-2.html`` and so on."""
    stem = file.removesuffix(".html")
    parts = max(1, -(-count // per_page))
    return [file, *(f"{stem}-{number}.html" for number in range(2, parts + 1))]


def pager(sheet: Sheet, names: Sequence[str], number: int, label: str) -> Html | None:
    """Links to the part before and the next; none where there is one part."""
    if len(names) == 1:
        return None
    before = (
        tag("a", f"← {sheet.t('site.previous')}", href=f"./{names[number - 1]}", rel="prev")
        if number
        else None
    )
    after = (
        tag("a", f"{sheet.t('site.next')}\xa0→", href=f"./{names[number + 1]}", rel="next")
        if number + 1 < len(names)
        else None
    )
    where = tag("span", sheet.t("site.part", part=number + 1, parts=len(names)))
    return tag("nav", before, where, after, class_="pager", aria_label=label)
