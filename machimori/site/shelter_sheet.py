"""避難所などの一覧 as A4: places by kind and name, for the wall and for when screens are dark."""

from __future__ import annotations

from machimori.site.paper import Paper
from machimori.site.report_tables import bands, place_table
from machimori.site.report_words import ReportWords
from machimori.site.situation import Situation
from machimori.store.queries import board
from machimori.wording import numbers


def write(situation: Situation, *, lang: str, is_public: bool) -> bytes:
    """The list as PDF.

    Args:
        situation: what it says.
        lang: ja or en.
        is_public: without places that are not public, to be hung where anybody reads it.
    """
    words = ReportWords(situation, lang)
    t, city = words.t, situation.city
    as_of = numbers.as_of(situation.now, city.zone, lang)
    foot = f"{city.name} {t('report.all_places')}　{as_of}"
    paper = Paper(
        f"{city.name} {t('report.all_places')}",
        bands(words),
        foot if is_public else f"{foot}　{t('report.staff_only')}",
        t("report.page", page="{page}", pages="{pages}"),
        situation.now,
        is_wide=True,
    )
    paper.headline(f"{city.name}　{t('report.all_places')}")
    paper.say(as_of)
    frame = situation.places
    if is_public:
        frame = frame[frame["is_public"].eq(True)]
    for role in board.roles(frame):
        mine = frame[frame["role"] == role].sort_values(["name", "facility_id"])
        paper.heading(f"{words.role(role)}（{len(mine)}）")
        place_table(paper, words, mine.to_dict("records"))
    return paper.content()
