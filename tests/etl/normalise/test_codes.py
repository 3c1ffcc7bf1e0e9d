from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalise.codes import (
    check_digit,
    common_id,
    municipality_code,
    phone,
    postcode,
    read_phone,
)
from etl.normalise.urls import url
from etl.normalise.verdict import Reading, Unreadable

FIVE = st.builds(lambda prefecture, rest: f"{prefecture:02}{rest:03}", st.integers(1, 47),
                 st.integers(100, 799))  # fmt: skip


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("131016", "131016"),
        ("１３１０１６", "131016"),
        ("131016.0", "131016"),
        ("13101", "131016"),
        ("13101.0", "131016"),
        ("92011", "092011"),  # the check digit is there, the zero is not
        ("11002", "011002"),
        ("1100", "011002"),
        ("130001", "130001"),
        ("", None),
        ("-", None),
    ],
)
def test_municipalities_as_published(published: str, expected: str | None) -> None:
    assert municipality_code(published) == expected


@pytest.mark.parametrize(
    ("published", "rule", "suggestion"),
    [
        ("131017", "code_check_digit", "131016"),
        ("991015", "code_check_digit", ""),
        ("13", "code_unreadable", "130001"),
        ("212", "code_unreadable", ""),
        ("千代田区", "code_unreadable", ""),
        ("1310162", "code_unreadable", ""),
    ],
)
def test_wrong_codes_say_why(published: str, rule: str, suggestion: str) -> None:
    with pytest.raises(Unreadable) as caught:
        municipality_code(published)
    assert (caught.value.rule, caught.value.suggestion) == (rule, suggestion)


@given(FIVE)
def test_a_code_is_found_again_whatever_it_lost(five: str) -> None:
    whole = five + check_digit(five)
    for published in (whole, five, whole.lstrip("0"), five.lstrip("0"), f"{int(whole)}.0"):
        assert municipality_code(published, like=whole) == whole


@given(FIVE, st.integers(1, 9))
def test_one_wrong_digit_is_noticed(five: str, by: int) -> None:
    wrong = str((int(check_digit(five)) + by) % 10)
    with pytest.raises(Unreadable, match="code_check_digit"):
        municipality_code(five + wrong)


def test_every_code_of_the_national_table_is_read(real_data: Path) -> None:
    ambiguous = 0
    with (real_data / "addresses/mt_city_all.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["lg_code"] for row in csv.DictReader(file)]
    for code in codes:
        for published in (code, code[:5], code.lstrip("0"), code[:5].lstrip("0")):
            assert municipality_code(published, like=code) == code
            try:
                assert municipality_code(published) == code
            except Unreadable as error:
                assert error.rule == "code_ambiguous"
                assert code in error.suggestion
                ambiguous += 1
    assert (len(codes), ambiguous) == (1918, 480)


def test_common_ids() -> None:
    assert common_id(" Ｅ1310100001201 ") == "E1310100001201"
    for wrong in ("E131010000120", "E1310100001991", "131016"):
        with pytest.raises(Unreadable, match="common_id_unreadable"):
            common_id(wrong)


def test_postcodes() -> None:
    published = [
        "102-8688",
        "1028688",
        "〒１０２－８６８８",
        " 658-0011",
        "653-0836 ",
        "1028688.0",
        "-",
    ]
    assert [postcode(one) for one in published] == [
        "102-8688", "102-8688", "102-8688", "658-0011", "653-0836", "102-8688", None,
    ]  # fmt: skip
    with pytest.raises(Unreadable, match="postcode_unreadable: '600042'; probably '060-0042'"):
        postcode("600042")


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("078-411-0556", "078-411-0556"),
        ("(047)371-6100", "047-371-6100"),
        ("（０５４）622－7420　", "054-622-7420"),
        ("054－662-0076", "054-662-0076"),
        ("078- 322-5551", "078-322-5551"),
        ("0767ー57ー5018", "0767-57-5018"),
        ("0473716100", "0473716100"),
        ("090-9127-0870", "090-9127-0870"),
        ("0120-12-3456", "0120-12-3456"),
        ("#9910", "#9910"),
        ("+1 212 555 0100", "+1 212 555 0100"),
        ("078-803-5921(昼)、078-803-5777(夜)", "078-803-5921(昼)、078-803-5777(夜)"),
        ("－", None),
        ("ー", None),
        ("", None),
    ],
)
def test_telephones_as_published(published: str, expected: str | None) -> None:
    assert phone(published) == expected


def test_odd_telephones_are_noted() -> None:
    assert read_phone("非公開") == Reading(None, "withheld")
    assert read_phone("473716100") == Reading("473716100", "phone_lost_zero", "0473716100")


def test_only_http_links_are_links() -> None:
    assert url("https://a.example/x?q=あ") == Reading("https://a.example/x?q=あ")
    assert url("ｈｔｔｐｓ：／／ａ.example/") == Reading("https://a.example/")
    assert url("ＨＰ\nhttps://a.example/") == Reading("https://a.example/", "url_among_words")
    assert url("http://a.example;http://b.example") == Reading(
        "http://a.example", "url_among_words", "http://b.example"
    )
    assert url('https://a.example/"onload=x') == Reading("https://a.example/", "url_among_words")
    assert [url(""), url("なし")] == [Reading(None)] * 2
    for wrong in ("javascript:alert(1)", "data:text/html,x", "https://me:pw@a.example/",
                  "//a.example", "見る"):  # fmt: skip
        with pytest.raises(Unreadable, match="url_unreadable"):
            url(wrong)
    with pytest.raises(Unreadable, match="probably 'https://www.city.example.jp/x'"):
        url("www.city.example.jp/x")
