"""What stands about the site itself: accessibility with the result of its check, and privacy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from machimori.site.accessibility_result import PartResult, Result, result
from machimori.site.document import Frame, document
from machimori.site.figure_parts import table
from machimori.site.sheet import Sheet
from machimori.wording import numbers
from machimori.wording.markup import Html, join, tag

ACCESSIBILITY, PRIVACY = "accessibility.html", "privacy.html"


def pages(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """Both pages."""
    for file, title, content in (
        (ACCESSIBILITY, "about.accessibility", _accessibility(sheet)),
        (PRIVACY, "about.privacy", _privacy(sheet)),
    ):
        yield (
            file,
            document(
                sheet,
                file=file,
                area="",
                title=sheet.t(title),
                content=tag("div", content, class_="figures"),
                frame=Frame(bands=Html(""), stated="", foot=tag("footer", _contact(sheet))),
            ),
        )


def _contact(sheet: Sheet) -> Html:
    contact = sheet.facts.city.contact
    if not contact:
        return tag("p", sheet.t("a11ypage.contact_none"))
    before, _, after = sheet.t("site.contact", contact="\x00").partition("\x00")
    return tag("p", before, sheet.japanese(contact), after)


def _list(sheet: Sheet, heading: str, lines: Sequence[str]) -> Html:
    return join(tag("h2", sheet.t(heading)), tag("ul", *(tag("li", one) for one in lines)))


def _accessibility(sheet: Sheet) -> Html:
    def told(stem: str, count: int) -> list[str]:
        return [sheet.t(f"a11ypage.{stem}_{number}") for number in range(1, count + 1)]

    return join(
        tag("p", sheet.t("a11ypage.lead")),
        tag("h2", sheet.t("a11ypage.goal")),
        tag("p", sheet.t("a11ypage.goal_text")),
        _list(sheet, "a11ypage.done", told("done", 6)),
        _list(sheet, "a11ypage.not_done", told("not", 4)),
        tag("h2", sheet.t("a11ypage.result")),
        _result(sheet, result()),
        tag("h2", sheet.t("a11ypage.contact")),
        _contact(sheet),
    )


def _result(sheet: Sheet, found: Result | None) -> Html:
    if found is None:
        return tag("p", sheet.t("a11ypage.result_none"), class_="notice")
    between = sheet.t("word.join")
    heads = ("what", "pages", "passed", "broken", "undecided")
    return join(
        tag(
            "p",
            sheet.t(
                "a11ypage.result_lead",
                date=found.day,
                tool=found.tool,
                widths=between.join(str(one) for one in found.widths),
                levels=between.join(found.levels),
            ),
        ),
        table(
            sheet,
            sheet.t("a11ypage.result"),
            [sheet.t(f"a11ypage.column_{one}") for one in heads],
            [_row(sheet, one) for one in found.parts],
            numeric={1, 2},
        ),
    )


def _row(sheet: Sheet, one: PartResult) -> list[Html | str]:
    def rules(given: Sequence[tuple[str, int]]) -> str:
        said = [sheet.t("a11ypage.broken", rule=rule, n=count) for rule, count in given]
        return sheet.t("word.join").join(said) or sheet.t("a11ypage.no_broken")

    return [
        sheet.t(f"a11ypage.{one.name}"),
        numbers.number(one.pages, sheet.lang),
        numbers.number(one.passed, sheet.lang),
        rules(one.broken),
        rules(one.undecided),
    ]


def _privacy(sheet: Sheet) -> Html:
    rules = sheet.facts.city.privacy
    given = {"people": rules.people, "posts": rules.posts, "symbol": rules.symbol}
    parts = {"visitor": 5, "never": 3, "small": 4, "limits": 2}
    return join(
        *(
            _list(
                sheet,
                f"privacypage.{part}",
                [
                    sheet.t(f"privacypage.{part}_{number}", **given)
                    for number in range(1, count + 1)
                ],
            )
            for part, count in parts.items()
        )
    )
