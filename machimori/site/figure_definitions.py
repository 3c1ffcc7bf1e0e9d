"""The definitions page: what states, kinds, precisions and dates mean, and when figures compare."""

from __future__ import annotations

from collections.abc import Iterator

from machimori.domain.judgement import State
from machimori.domain.vocabulary import DateBasis, ValueKind
from machimori.site.document import document
from machimori.site.figure_parts import frame
from machimori.site.figures import Figures
from machimori.site.sheet import Sheet
from machimori.site.shelters import mark_html
from machimori.wording.indicator_words import state_mark
from machimori.wording.markup import Html, tag

FILE = "indicators/definitions.html"
_RULES = ("rule_1", "rule_2", "rule_3", "rule_4")
_LIVE = ("open_places", "posts", "p_closed", "boxes", "fresh", "completeness")


def pages(sheet: Sheet, figures: Figures) -> Iterator[tuple[str, bytes]]:
    """The one page."""
    content = tag(
        "div",
        tag("h2", sheet.t("figures.state_heading")),
        tag(
            "dl",
            *(
                _entry(mark_html(sheet, state_mark(state)), sheet.t(f"figures.state_text_{state}"))
                for state in State
            ),
            class_="facts-list",
        ),
        tag("h2", sheet.t("figures.rules_heading")),
        tag("ul", *(tag("li", sheet.t(f"figures.{one}")) for one in _RULES)),
        tag("h2", sheet.t("figures.kind_heading")),
        tag(
            "dl",
            *(
                _entry(sheet.t(f"indicators.kind_{kind}"), sheet.t(f"figures.kind_text_{kind}"))
                for kind in ValueKind
            ),
            class_="facts-list",
        ),
        tag("h2", sheet.t("figures.precision_heading")),
        tag("p", sheet.t("figures.precision_text")),
        tag("h2", sheet.t("figures.date_heading")),
        tag(
            "dl",
            *(
                _entry(sheet.t(f"indicators.basis_{one}"), sheet.t(f"figures.date_text_{one}"))
                for one in DateBasis
            ),
            class_="facts-list",
        ),
        tag("h2", sheet.t("figures.live")),
        tag(
            "dl",
            *(
                _entry(
                    sheet.t(f"live.{key}", role=sheet.t("nav.shelters")),
                    sheet.t(f"live.{key}_note"),
                )
                for key in _LIVE
            ),
            class_="facts-list",
        ),
        tag("p", tag("a", sheet.t("figures.back"), href="./")),
        class_="figures",
    )
    yield (
        FILE,
        document(
            sheet,
            file=FILE,
            area="",
            title=sheet.t("figures.definitions"),
            content=content,
            frame=frame(sheet, figures),
        ),
    )


def _entry(term: Html | str, said: str) -> Html:
    return tag("div", tag("dt", term), tag("dd", said))
