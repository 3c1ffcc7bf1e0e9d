from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalise import text

# Characters published files really hold, clean and not, beside whatever else there is.
MESSY = st.text(
    st.sampled_from(
        " \t\r\n\u3000\u00a0\u200b\ufeff\x00\x0b\x85ｱﾞﾊﾟｶ゛が\u3099か２Ａ（）－ー1a"
        "髙﨑神㍻①㈱é縺繧譁字"
    )
    | st.characters(exclude_categories=("Cs",)),
    max_size=30,
)


def test_clean_removes_only_what_nobody_wrote() -> None:
    assert text.clean("\ufeff ﾀﾞｲ２避難所\u200b\x00です\r\n（\u3000予定\u00a0） ") == (
        "ダイ２避難所です\n（ 予定 ）"
    )


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u200b", "\ufeff\r\n\t", "\x00"])
def test_nothing_left_is_none(blank: str) -> None:
    rules = [text.clean, text.name, text.address, text.identifier, text.category, text.kana]
    assert [rule(blank) for rule in rules] == [None] * len(rules)


@pytest.mark.parametrize(
    "name", ["髙﨑", "神田神社", "㍻会館", "①号棟", "㈱焼津", "葛\U000e0100城", "塚"]
)
def test_names_keep_their_characters(name: str) -> None:
    # 神 and 塚 are compatibility ideographs here: even NFC would replace them.
    assert (text.clean(name), text.name(name), text.address(name)) == (name, name, name)


def test_split_voicing_marks_are_composed() -> None:
    assert text.clean("か\u3099っこう") == "がっこう"
    assert text.clean("ｶﾞｯｺｳ\u3000ﾊﾟｰｸ") == "ガッコウ パーク"


def test_a_name_is_one_line_with_single_spaces() -> None:
    assert text.name("医療法人　\n 岡本石井病院") == "医療法人 岡本石井病院"


def test_addresses_fold_width_and_hyphens_but_not_the_long_vowel() -> None:
    assert (
        text.address("千代田区九段南１－２ー１　スカイタワー") == "千代田区九段南1-2-1 スカイタワー"
    )
    assert text.address("本町一丁目２番３号") == "本町一丁目2番3号"


def test_readings_become_full_width_katakana() -> None:
    assert [text.kana(one) for one in ("ﾁﾖﾀﾞ", "ちよだ", "チヨダ")] == ["チヨダ"] * 3


def test_headers_compare_without_width_case_spaces_and_line_breaks() -> None:
    same = ["施設・場所名（全角）", "施設･場所名 (全角)", "施設・\n場所名\u3000（全角）\r\n"]
    assert len({text.header(one) for one in same}) == 1
    assert text.header("名称＿カナ") == text.header("名称_ｶﾅ")
    assert text.header("№") == text.header("No") == "no"
    assert text.header("緯度") != text.header("経度")


def test_keys_see_the_same_place_in_two_spellings() -> None:
    assert text.key("髙田馬場（第１）小学校") == text.key("高田馬場 第1 小学校")
    assert text.key("第1小学校") != text.key("第2小学校")


@given(MESSY)
@settings(max_examples=200)
def test_cleaning_twice_changes_nothing(published: str) -> None:
    for rule in (text.clean, text.name, text.address, text.category, text.kana):
        once = rule(published)
        assert once is None or rule(once) == once


@given(MESSY)
def test_cleaned_text_has_no_invisible_characters(published: str) -> None:
    cleaned = text.clean(published) or ""
    assert not set(cleaned) & set("\x00\t\r\u3000\u00a0\u200b\ufeff\ufffb")
    assert cleaned == cleaned.strip()


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=8))
def test_kanji_pass_through(kanji: str) -> None:
    assert text.name(kanji) == kanji
    assert unicodedata.normalize("NFC", kanji) == kanji
