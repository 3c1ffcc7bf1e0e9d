"""The one card model: page, static page, CSV, JSON and sentence are all made of it.

Order of a card, everywhere: label, number, state, date, comparison, source, licence, downloads.
"""

from __future__ import annotations

from dataclasses import dataclass

from machimori.domain.judgement import Reason, State
from machimori.domain.published_values import Indicator, Published
from machimori.domain.vocabulary import Direction, Precision
from machimori.wording import indicator_words as words
from machimori.wording.catalogue import text
from machimori.wording.indicator_words import Figure
from machimori.wording.tokens import Mark


@dataclass(frozen=True)
class Row:
    """One published value in words: a line of the table behind the card."""

    published: Published
    name: str
    figure: Figure | None
    value: str  # in words; that there is none where only a target is published
    target: str  # empty where the row has none
    due: str
    kind: str
    date: str
    basis: str
    role: str  # shown, before, in the line, conflict, or why it is not compared
    printed: str  # the document's own words of value and date, Japanese
    printed_date: str
    source: str
    section: str
    note: str
    sentence: str


@dataclass(frozen=True)
class Card:
    """An indicator in one language."""

    indicator: Indicator
    lang: str
    label: str
    place: str
    theme: str
    figure: Figure | None  # the value's, else the target's; None: no number is published
    is_target: bool
    mark: Mark
    state: str
    kind: str
    date: str
    comparison: tuple[str, ...]
    direction: str
    source: str
    section: str
    licence: str
    sentence: str
    rows: tuple[Row, ...]

    @property
    def value(self) -> str:
        """The number in words, as the card shows it."""
        if self.figure is None:
            return text("indicators.no_value", self.lang)
        return self.figure.text


def card(given: Indicator, lang: str) -> Card:
    """The card of an indicator."""
    shown = given.shown
    is_target = shown.value is None and shown.target is not None
    figure = None
    if shown.amount is not None:
        figure = words.figure(shown.amount, shown.precision, lang)
    elif shown.target is not None:
        figure = words.figure(shown.target, shown.precision, lang)
    mark = words.state_mark(given.state)
    return Card(
        indicator=given,
        lang=lang,
        label=words.label(given, lang),
        place=words.place_word(given.municipality, lang),
        theme=words.theme_word(given.theme, lang),
        figure=figure,
        is_target=is_target,
        mark=mark,
        state=text(mark.key, lang),
        kind=text(f"indicators.kind_{shown.kind}", lang),
        date=words.date_words(shown, lang),
        comparison=_comparison(given, lang),
        direction=text(f"figure.direction_{given.direction}", lang),
        source=words.source_words(shown, lang),
        section=shown.section or "",
        licence=shown.licence or text("figure.no_licence", lang),
        sentence=sentence(given, shown, lang),
        rows=tuple(_row(given, one, lang) for one in given.published),
    )


def sentence(given: Indicator, one: Published, lang: str) -> str:
    """One value in a sentence: place, name, number, kind, date, state."""
    is_target = one.value is None and one.target_value is not None
    key = "figure.sentence_target" if is_target else "figure.sentence"
    if one.value is None and one.target_value is None:
        key = "figure.sentence_none"
    return text(
        key,
        lang,
        place=words.place_word(given.municipality, lang),
        name=words.value_name(one, lang),
        value=words.target_words(one, lang) if is_target else words.value_words(one, lang),
        kind=text(f"indicators.kind_{one.kind}", lang),
        date=words.date_words(one, lang),
        due=words.due_words(one, lang),
        state=text(words.state_mark(given.state).key, lang),
    )


def _row(given: Indicator, one: Published, lang: str) -> Row:
    return Row(
        published=one,
        name=words.value_name(one, lang),
        figure=None if one.amount is None else words.figure(one.amount, one.precision, lang),
        value=words.value_words(one, lang),
        target=words.target_words(one, lang),
        due=words.due_words(one, lang) if one.target_value is not None else "",
        kind=text(f"indicators.kind_{one.kind}", lang),
        date=words.date_words(one, lang),
        basis=text(f"indicators.basis_{one.date_basis}", lang),
        role=text(f"figure.role_{given.role(one)}", lang),
        printed=one.value_original or "",
        printed_date=one.as_of_original or "",
        source=words.source_words(one, lang),
        section=one.section or "",
        note=one.note or "",
        sentence=sentence(given, one, lang),
    )


def _comparison(given: Indicator, lang: str) -> tuple[str, ...]:
    """Sentences that hold the value against target, due date and the value before."""
    found = []
    if given.conflicts:
        found.append(_conflict(given, lang))
    if given.wanted is not None:
        found += _against_target(given, given.wanted, lang)
    elif given.verdict.reason is Reason.SEVERAL_TARGETS:
        found.append(text("figure.reason_several_targets", lang))
    if given.state == State.TARGET_ONLY:
        found.append(text("indicators.state_note_target_only", lang))
    if given.earlier is not None:
        found.append(_change(given, given.earlier, lang))
    elif any(given.role(one) == "apart" for one in given.published):
        found.append(text("figure.not_joined", lang))
    return tuple(found) or (text("indicators.no_comparison", lang),)


def _conflict(given: Indicator, lang: str) -> str:
    values = (given.shown, *given.conflicts)
    return text(
        "figure.conflict",
        lang,
        date=words.date_words(given.shown, lang),
        values=" / ".join(words.value_words(one, lang) for one in values),
    )


def _against_target(given: Indicator, wanted: Published, lang: str) -> list[str]:
    shown, gap = given.shown, given.verdict.gap
    due = words.due_words(wanted, lang)
    if shown.value is None:
        return [due]
    found = [text("figure.target", lang, value=words.target_words_alone(wanted, lang), due=due)]
    if given.verdict.reason is not None:
        found.append(text(f"figure.reason_{given.verdict.reason}", lang))
    if gap is not None:
        found.append(_gap(given, gap, lang))
    if given.pace is not None:
        pace = given.pace
        per_year = words.plain(round(pace.needed_per_year, 2), shown.unit, lang)
        found.append(text("figure.pace_needed", lang, change=per_year))
        if pace.actual_per_year is not None:
            key = "figure.pace_enough" if pace.is_enough else "figure.pace_short"
            actual = words.plain(round(pace.actual_per_year, 2), shown.unit, lang)
            found.append(text(key, lang, change=actual))
    return found


def _gap(given: Indicator, gap: float, lang: str) -> str:
    size = words.plain(abs(gap), given.shown.unit, lang)
    if given.state == State.NOT_MET:
        return text("indicators.gap_left", lang, gap=size)
    if round(gap, 6) == 0:
        return text("indicators.gap_exact", lang)
    lower = given.direction == Direction.LOWER_IS_BETTER
    return text("indicators.gap_met_lower" if lower else "indicators.gap_met", lang, gap=size)


def _change(given: Indicator, earlier: Published, lang: str) -> str:
    """How far from the comparable value before, where both are printed exactly enough to say."""
    shown = given.shown
    if shown.value is None or earlier.value is None or earlier.period_end is None:
        return text("indicators.no_comparison", lang)
    day = words.short_period(earlier.period_start or earlier.period_end, earlier.period_end, lang)
    if not (_is_subtractable(shown) and _is_subtractable(earlier)):
        return text("figure.change_open", lang, date=day, value=words.value_words(earlier, lang))
    change = round(shown.value - earlier.value, 6)
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    size = words.plain(abs(change), shown.unit, lang, like=shown.amount)
    if Precision.ABOUT in (shown.precision, earlier.precision):
        size = text("figure.about", lang, value=size)
    return text("indicators.change", lang, date=day, change=f"{sign}{size}")


def _is_subtractable(one: Published) -> bool:
    """A bound (超, 以上, 未満), 7割 and 半数 leave a difference open."""
    open_bounds = (Precision.OVER, Precision.AT_LEAST, Precision.BELOW)
    return (
        one.amount is not None
        and one.amount.unit == (one.unit or "")
        and (one.precision not in open_bounds)
    )
