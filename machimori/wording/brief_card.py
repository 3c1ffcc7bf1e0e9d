"""The card in short, for languages in which only the chosen figures have hand-written names.

Comparisons need exact words in Japanese and English; there the whole card is (``indicator_card``).
A figure without name, unit or place in a language is not told in it: no mixed languages.
"""

from __future__ import annotations

from dataclasses import dataclass

from machimori.domain.printed_amounts import HALF, TENTHS
from machimori.domain.published_values import Indicator
from machimori.wording import indicator_words as words
from machimori.wording.catalogue import has, text
from machimori.wording.indicator_words import Figure
from machimori.wording.languages import reads_kanji
from machimori.wording.tokens import Mark


@dataclass(frozen=True)
class Brief:
    """An indicator's number, state and date in one language."""

    indicator: Indicator
    lang: str
    label: str
    place: str
    figure: Figure
    is_target: bool
    mark: Mark
    kind: str
    date: str

    @property
    def value(self) -> str:
        """The number in words."""
        return self.figure.text


def brief(given: Indicator, lang: str) -> Brief | None:
    """The card in short; None where the language lacks words for it, or no number is published."""
    shown = given.shown
    amount = shown.amount or shown.target
    name = f"figure_name.{given.indicator_id}"
    if amount is None or not (has(name, lang) and _has_words(given, amount.unit, lang)):
        return None
    return Brief(
        indicator=given,
        lang=lang,
        label=text(name, lang),
        place=words.place_word(given.municipality, lang),
        figure=words.figure(amount, shown.precision, lang),
        is_target=shown.amount is None,
        mark=words.state_mark(given.state),
        kind=text(f"indicators.kind_{shown.kind}", lang),
        date=words.date_words(shown, lang),
    )


def _has_words(given: Indicator, unit: str, lang: str) -> bool:
    is_named = reads_kanji(lang) or has(f"place_word.{given.municipality}", lang)
    return is_named and (not unit or unit in (HALF, TENTHS) or has(f"unit_word.{unit}", lang))
