"""A published figure in words: number with unit and precision as printed, date in 和暦 and ISO."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from machimori.domain.indicator_dates import is_fiscal_year, is_month, is_year
from machimori.domain.judgement import State
from machimori.domain.printed_amounts import HALF, SCALES, TENTHS, Amount
from machimori.domain.published_values import Indicator, Published
from machimori.domain.vocabulary import DateBasis, Precision
from machimori.wording import numbers, tokens
from machimori.wording.catalogue import has, text
from machimori.wording.tokens import Mark

_MARKS: dict[State, Mark] = {
    State.MET: tokens.mark("indicators.state_met", "disc", "good"),
    State.NOT_MET: tokens.mark("indicators.state_not_met", "triangle", "caution"),
    State.NOT_COMPARABLE: tokens.mark("indicators.state_not_comparable", "question", "neutral"),
    State.TARGET_ONLY: tokens.mark("indicators.state_target_only", "ring", "brand"),
    State.ACTUAL_ONLY: tokens.mark("indicators.state_actual_only", "diamond", "neutral"),
    State.BUDGET_ONLY: tokens.mark("indicators.state_budget_only", "dots", "neutral"),
    State.REFERENCE: tokens.mark("indicators.state_reference", "ring", "neutral"),
}
#: Qualifiers that stand after the number in Japanese; the others stand before it.
_AFTER = frozenset({Precision.OVER, Precision.AT_LEAST, Precision.BELOW})
#: Names of the eras for those who don't read them: in English and in Korean.
_ERA_NAMES = {
    "en": {"令和": "Reiwa", "平成": "Heisei", "昭和": "Shōwa", "大正": "Taishō", "明治": "Meiji"},
    "ko": {
        "令和": "레이와",
        "平成": "헤이세이",
        "昭和": "쇼와",
        "大正": "다이쇼",
        "明治": "메이지",
    },
}
_ERA_YEAR = re.compile(r"(\D\D)(元|\d+)年")


def state_mark(state: State) -> Mark:
    """The mark of a state: word, shape, colour."""
    return _MARKS[state]


@dataclass(frozen=True)
class Figure:
    """An amount in words, in the parts a card sets in different sizes."""

    before: str
    number: str
    unit: str
    after: str
    gap: str = ""  # between the parts: a space in English

    @property
    def text(self) -> str:
        """All of it: ``約4万t/年``."""
        unit = self.unit if self.unit == "%" or not self.number else f"{self.gap}{self.unit}"
        return f"{self.before}{self.gap if self.before else ''}{self.number}{unit}{self.after}"

    @property
    def spaced_unit(self) -> str:
        """The unit as it follows the number."""
        return self.unit if self.unit == "%" else f"{self.gap}{self.unit}"


def unit_word(unit: str | None, lang: str) -> str:
    """A unit in the reader's language; one the catalogue doesn't know stays as printed."""
    key = f"unit_word.{unit}"
    return text(key, lang) if unit and has(key, lang) else (unit or "")


def place_word(municipality: str, lang: str) -> str:
    """A municipality's name in the reader's language, where the catalogue has it."""
    key = f"place_word.{municipality}"
    return text(key, lang) if has(key, lang) else municipality


def theme_word(theme: str, lang: str) -> str:
    """A theme's word; one the catalogue doesn't know is shown as published."""
    if not theme:
        return text("indicators.other_theme", lang)
    return text(f"theme.{theme}", lang) if has(f"theme.{theme}", lang) else theme


def figure(given: Amount, precision: str, lang: str) -> Figure:
    """An amount in words.

    Japanese counts in the thousands it was printed in (151.8万人); English writes the number out.
    """
    word = "" if precision == Precision.NONE else text(f"indicators.qualifier_{precision}", lang)
    after = lang != "en" and precision in _AFTER
    before, behind = ("", word) if after else (word, "")
    gap = " " if lang == "en" else ""
    if given.unit == HALF:
        return Figure(before, "", text("figure.half", lang), behind, gap)
    if given.unit == TENTHS:
        number = numbers.number(given.number, lang)
        return Figure(before, number, text("figure.tenths", lang), behind, gap)
    unit = unit_word(given.unit, lang)
    if lang == "ja":
        number = numbers.number(given.number, lang, digits=given.digits) + given.scale
    else:
        digits = None if given.scale else given.digits
        number = numbers.number(given.value, lang, digits=digits)
    return Figure(before, number, unit, behind, gap)


def plain(value: float, unit: str | None, lang: str, *, like: Amount | None = None) -> str:
    """A number we worked out (a gap, a change), in the thousands ``like`` is printed in."""
    scale = "" if like is None else like.scale
    rounded = round(value, 6)
    counted = round(rounded / SCALES[scale], 6)
    given = Amount(rounded, unit or "", counted, scale)
    return figure(given, Precision.NONE, lang).text


def value_words(one: Published, lang: str) -> str:
    """The published value; that there is none where only a target is published."""
    if one.amount is None:
        return text("indicators.no_value", lang)
    return figure(one.amount, one.precision, lang).text


def target_words(one: Published, lang: str) -> str:
    """The published target; empty where the row has none.

    The precision printed beside a target alone is the target's.
    """
    if one.target is None:
        return ""
    precision = one.precision if one.value is None else Precision.NONE
    return figure(one.target, precision, lang).text


def target_words_alone(one: Published, lang: str) -> str:
    """The target's number, told beside a value whose precision is not the target's."""
    return "" if one.target is None else figure(one.target, Precision.NONE, lang).text


def date_words(one: Published, lang: str) -> str:
    """The value's date in the Japanese calendar and in ISO, or that none is stated."""
    if one.period_end is None or one.date_basis == DateBasis.NONE:
        return text("indicators.no_date", lang)
    said = period_words(one.period_start or one.period_end, one.period_end, lang)
    if one.date_basis == DateBasis.INFERRED:
        said += text("figure.inferred", lang)
    return said


def period_words(start: date, end: date, lang: str) -> str:
    """``令和4年度（2022-04-01〜2023-03-31）``; a day and a month by themselves."""
    iso = iso_period(start, end, text("figure.until", lang))
    if lang == "ja":
        return text("indicators.date", lang, wareki=_wareki(start, end), iso=iso)
    year = _era_year(date(start.year, 12, 31) if is_fiscal_year(start, end) else end, lang)
    return text(
        "figure.fiscal_year" if is_fiscal_year(start, end) else "figure.date",
        lang,
        year=start.year,
        era=year,
        iso=iso,
    )


def iso_period(start: date, end: date, until: str = "/") -> str:
    """``2023-09-30``, ``2023-08``, or first and last day of a period."""
    if start == end:
        return end.isoformat()
    if is_month(start, end):
        return f"{end:%Y-%m}"
    return f"{start.isoformat()}{until}{end.isoformat()}"


def short_period(start: date, end: date, lang: str) -> str:
    """``2021年度``, ``2022``, ``2023-08``, or the last day: for a date inside a sentence."""
    if is_fiscal_year(start, end):
        return text("figures.period", lang, year=start.year)
    if is_year(start, end):
        return str(start.year)
    return f"{end:%Y-%m}" if is_month(start, end) and start != end else end.isoformat()


def _wareki(start: date, end: date) -> str:
    if is_fiscal_year(start, end):
        # The year is called by the era it has for most of its days: 令和元年度 began in 平成31年.
        return f"{_year(date(start.year, 12, 31))}度"
    if is_year(start, end):
        return _year(end)
    if is_month(start, end):
        return numbers.wareki(end).rpartition("月")[0] + "月"
    if start == end:
        return numbers.wareki(end)
    return f"{numbers.wareki(start)}〜{numbers.wareki(end)}"


def _year(day: date) -> str:
    return numbers.wareki(day).partition("年")[0] + "年"


def _era_year(day: date, lang: str) -> str:
    """``Reiwa 5``; as it is written for those who read the script."""
    if lang not in _ERA_NAMES:
        return _year(day)
    found = _ERA_YEAR.match(numbers.wareki(day))
    if found is None:
        return ""
    counted = 1 if found[2] == "元" else found[2]
    return f"{_ERA_NAMES[lang][found[1]]} {counted}{'년' if lang == 'ko' else ''}"


def due_words(one: Published, lang: str) -> str:
    """Until when a target is to be reached, or that no day is stated."""
    if one.due is None:
        return text("figure.no_due", lang)
    start = date(one.due.year - 1, 4, 1)
    if is_fiscal_year(start, one.due):
        return text("figure.due_year", lang, year=start.year, iso=one.due.isoformat())
    return text("figure.due_day", lang, iso=one.due.isoformat())


def value_name(one: Published, lang: str) -> str:
    """What the value is called in its document, in English where there is that."""
    return one.name_en if lang == "en" and one.name_en else one.name


def label(given: Indicator, lang: str) -> str:
    """The indicator's name: what the shown value is called."""
    return value_name(given.shown, lang)


def source_words(one: Published, lang: str, *, key: str = "figure.source") -> str:
    """Document and issuer; that none is stated where none is. The section stands by itself."""
    if not one.document_title:
        return text("figure.no_source", lang)
    issuer = place_word(one.issuer, lang) if one.issuer else text("figure.no_issuer", lang)
    return text(key, lang, title=one.document_title, issuer=issuer)
