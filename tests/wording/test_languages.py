"""Five languages where they are promised, whole screens only, and the one a device asks for."""

from __future__ import annotations

import re
import string

import pytest

from machimori.city import City
from machimori.domain.vocabulary import Accessibility, Crowding, Hazard, Opening, Role
from machimori.ui.navigation import PAGES
from machimori.wording import (
    EVERYWHERE,
    LANGUAGES,
    device_language,
    has,
    pick_language,
    text,
    word,
)
from machimori.wording.catalogue import LOCALE_FOLDER, machine_translated, read_area
from machimori.wording.languages import AREAS, bcp47, locale, reads_kanji

FURTHER = [lang for lang in LANGUAGES if lang not in EVERYWHERE]
PRESENT = sorted({path.stem for path in (LOCALE_FOLDER / "ja").rglob("*.po")} & set(AREAS))
KANA = re.compile(r"[ぁ-んァ-ヶ]")
HANGUL = re.compile(r"[가-힣]")


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_the_areas_of_all_languages_are_those_that_are_promised() -> None:
    for lang in FURTHER:
        found = {path.stem for path in (LOCALE_FOLDER / lang).rglob("*.po")}
        assert found == set(PRESENT), lang


@pytest.mark.parametrize("area", PRESENT)
@pytest.mark.parametrize("lang", FURTHER)
def test_an_area_is_complete_and_fills_in_the_same_places(area: str, lang: str) -> None:
    ja = {key: one for key, one in read_area("ja", area).items() if not key.endswith(".one")}
    other = read_area(lang, area)
    assert set(ja) - set(other) == set(), "not translated"
    assert {key for key in other if key.removesuffix(".one") not in ja} == set()
    assert [key for key, message in other.items() if not message.strip()] == []
    assert {key for key in ja if places(ja[key]) != places(other[key])} == set()


@pytest.mark.parametrize("area", PRESENT)
def test_each_language_is_in_its_own_script(area: str) -> None:
    named = {key for key in read_area("ja", area) if key.startswith("language.")}
    zh = {key for key, one in read_area("zh", area).items() if KANA.search(one)} - named
    ko = {key for key, one in read_area("ko", area).items() if KANA.search(one)} - named
    silent = {
        key
        for key, one in read_area("ko", area).items()
        if not HANGUL.search(one) and re.search(r"[a-z一-龠]", re.sub(r"\{.*?\}", "", one))
    } - named
    assert (zh, ko) == (set(), set())
    assert silent <= {"app.name", "site.data"}


def test_machine_made_words_are_marked_in_the_catalogue() -> None:
    for area in PRESENT:
        marked = [lang for lang in LANGUAGES if machine_translated(lang, area)]
        assert marked == FURTHER, area
    assert not machine_translated("zh", "no_such_area")


def test_a_screen_without_the_language_is_whole_in_the_nearest() -> None:
    assert [pick_language(one) for one in LANGUAGES] == ["ja", "en", "en", "en", "ja"]
    assert [pick_language(one, LANGUAGES) for one in LANGUAGES] == list(LANGUAGES)
    assert [pick_language(one, LANGUAGES) for one in ("fr", "", None, "../ja")] == ["ja"] * 4
    assert pick_language("zh", ("ja",)) == "ja"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW", "zh"),
        ("ko_KR", "ko"),
        ("fr-FR,fr;q=0.9,ko;q=0.4,en;q=0.7", "en"),
        ("en;q=0, ja;q=0.1", "ja"),
        ("en;q=high", None),
        ("easy", None),
        ("*", None),
        ("fr, de", None),
        ("", None),
        (None, None),
    ],
)
def test_the_device_says_its_language(accepted: str | None, expected: str | None) -> None:
    assert device_language(accepted) == expected


def test_a_device_of_a_language_the_screen_lacks() -> None:
    assert device_language("zh-CN", EVERYWHERE) == "en"


def test_tags_locales_and_names() -> None:
    assert [bcp47(one) for one in LANGUAGES] == ["ja", "en", "zh-Hans", "ko", "ja"]
    assert [locale(one) for one in LANGUAGES] == ["ja", "en", "zh_Hans", "ko", "ja"]
    assert [reads_kanji(one) for one in LANGUAGES] == [True, False, True, False, True]


def test_a_municipality_can_offer_the_languages_there_are() -> None:
    assert City.model_fields["languages"].default == LANGUAGES


def test_public_pages_and_states_are_named_in_all_languages() -> None:
    keys = [
        key for page in PAGES if page.reader == "public" for key in (page.title_key, page.link_key)
    ]
    keys += [f"role.{one}" for one in Role] + [f"hazard.{one}" for one in Hazard]
    keys += [f"opening.{one}" for one in Opening] + [f"crowding.{one}" for one in Crowding]
    keys += [f"a11y.{one}" for one in Accessibility] + [f"language.{one}" for one in LANGUAGES]
    keys += [f"alerts.name_{level}" for level in range(1, 6)]
    assert {(lang, key) for lang in LANGUAGES for key in keys if not has(key, lang)} == set()


def test_words_in_all_languages() -> None:
    said = [text("shelters.count", lang, n=1200) for lang in LANGUAGES]
    assert said == ["1,200か所", "1,200 places", "1,200处", "1,200곳", "1,200か所"]
    assert [word("opening", "閉鎖", lang) for lang in LANGUAGES] == [
        "閉鎖",
        "Closed",
        "已关闭",
        "닫음",
        "閉まりました",
    ]
