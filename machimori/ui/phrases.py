"""Fixed phrases of お知らせ in every language, filled with the names of places."""

from __future__ import annotations

from machimori.domain.event_payloads import MESSAGE_LANGUAGES
from machimori.store.queries.orders import District
from machimori.wording import text
from machimori.wording.catalogue import machine_translated
from machimori.wording.languages import reads_kanji

#: Sentences to begin from; ``phrase.<code>`` in every language, its name ``phrase_name.<code>``.
PHRASES = (
    "opened", "full", "closed", "stay", "temporary_stay", "aftershock", "water", "level_3",
    "level_4", "level_5", "lifted",
)  # fmt: skip
#: Those that name a place.
WITH_PLACE = ("full", "closed", "water")


def in_all_languages(
    code: str,
    *,
    district: District | None = None,
    place: str = "",
    place_en: str = "",
) -> dict[str, str]:
    """The phrase in each language, about a district (None: the whole municipality) or a place."""
    spoken = {}
    for lang in MESSAGE_LANGUAGES:
        kanji = reads_kanji(lang)
        area = text("alerts.whole", lang)
        if district is not None:
            area = district.name if kanji else district.name_en or district.name
        named = place if kanji else place_en or place
        spoken[lang] = text(f"phrase.{code}", lang, area=area, place=named)
    return spoken


def provisional_languages() -> list[str]:
    """Languages whose phrases no reader of the language has checked."""
    return [lang for lang in MESSAGE_LANGUAGES if machine_translated(lang, "phrases")]
