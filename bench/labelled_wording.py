"""What people write of one hole, in many words: Japanese, English and both. Frozen.

A hole has facts (size, landmark) that some posts name and others don't; neighbours share
landmarks. Wishes, empty texts, slips of the pen and half-width kana are drawn per post.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
#: Category, share of holes, median days until mended, expected further posts while it is open.
CATEGORIES: tuple[tuple[str, float, float, float], ...] = (
    ("道路のへこみ・段差", 0.34, 26.0, 0.26),
    ("舗装のひび割れ", 0.13, 70.0, 0.10),
    ("側溝の水たまり", 0.11, 40.0, 0.11),
    ("ガードパイプの損傷", 0.09, 45.0, 0.07),
    ("カーブミラーの損傷・傾き", 0.06, 20.0, 0.09),
    ("街路灯の不点灯", 0.11, 10.0, 0.13),
    ("街路樹・植栽", 0.09, 45.0, 0.06),
    ("点字ブロックの損傷", 0.04, 35.0, 0.06),
    ("その他", 0.03, 15.0, 0.04),
)
#: Under which category a post of a hole is filed: (category, category, share of its posts).
MISTAKEN: tuple[tuple[int, int, float], ...] = (
    (0, 1, 0.10), (0, 2, 0.03), (0, 8, 0.03), (1, 0, 0.16), (1, 8, 0.03), (2, 0, 0.12),
    (2, 8, 0.04), (3, 4, 0.05), (3, 8, 0.05), (4, 3, 0.08), (4, 8, 0.04), (5, 8, 0.05),
    (6, 8, 0.06), (7, 0, 0.12), (7, 1, 0.06), (8, 0, 0.10),
)  # fmt: skip
#: What is wrong, by category: the same thing said in Japanese and in English.
_FAULTS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("道路に穴があいています", "アスファルトがはがれて穴になってる", "路面が陥没しています",
         "車道のくぼみがひどい", "段差でタイヤを取られました", "舗装がへこんで危ないです",
         "どうろに大きなあなが空いている", "穴ぼこ", "ﾏﾝﾎｰﾙの横がえぐれています"),
        ("There is a pothole", "Deep hole in the road", "the asphalt has sunk here"),
    ),
    (
        ("舗装にひび割れが広がっています", "路面が亀の甲状に割れている", "長い亀裂が入っています",
         "アスファルトのヒビから草が出てる", "歩道のタイルが割れてがたつく"),
        ("Cracks all over the pavement", "Broken paving stones"),
    ),
    (
        ("側溝がつまって水があふれます", "雨のあと大きな水たまりができる", "排水が悪く水が引かない",
         "桝に落ち葉がたまって流れません", "グレーチングがずれて水が出ている"),
        ("The drain is blocked", "Water stays on the road after rain"),
    ),
    (
        ("ガードパイプが曲がっています", "ガードレールが車にぶつけられて壊れている",
         "防護柵の支柱が折れそうです", "柵が外れて歩道に出ている"),
        ("The guard rail is bent", "Broken fence along the sidewalk"),
    ),
    (
        ("カーブミラーが割れています", "ミラーの向きが変わって見えない", "鏡の柱が傾いている",
         "カーブミラーがくもって役に立ちません"),
        ("The traffic mirror is broken", "mirror turned away"),
    ),
    (
        ("街灯が消えています", "街路灯がチカチカ点滅している", "電灯が切れていて夜は真っ暗です",
         "外灯が昼間もついたままです", "ライトが点かない"),
        ("Street light is out", "The lamp keeps flickering"),
    ),
    (
        ("街路樹の枝が車道に出ています", "植え込みが伸びて歩けない", "枯れた枝が落ちそう",
         "木が倒れかけています", "雑草が歩道をふさいでいる"),
        ("Branches hang over the road", "The hedge blocks the sidewalk"),
    ),
    (
        ("点字ブロックがはがれています", "誘導ブロックが割れて欠けている",
         "黄色いブロックが浮いてつまずく"),
        ("Tactile paving is coming off",),
    ),
    (
        ("道路に油がこぼれています", "ごみが捨てられている", "壁に落書きがあります",
         "看板が歩道に出ています"),
        ("Illegal dumping", "Oil on the road"),
    ),
)  # fmt: skip
_SIZES = (
    ("直径20センチくらい", "20cmほど", "about 20 cm"),
    ("直径50センチくらい", "幅50cm", "about 50 cm wide"),
    ("深さ5センチ", "5cmの深さ", "5 cm deep"),
    ("深さ10センチ以上", "10㎝はある", "over 10 cm deep"),
    ("1メートルほど", "1mくらい", "one metre long"),
    ("手のひらくらい", "手のひらサイズ", "as big as a hand"),
)
_LANDMARKS = (
    "小学校の正門前", "バス停の前", "コンビニの向かい", "郵便局のかど", "交番の横", "公園の入口",
    "歩道橋の下", "薬局の前の交差点", "駐車場の出口", "保育園の前", "神社の参道わき",
    "坂道の途中", "橋のたもと", "病院の裏", "駅の出口すぐ", "消防署のとなり",
)  # fmt: skip
_LANDMARKS_ENGLISH = (
    "in front of the school", "at the bus stop", "across from the shop", "near the post office",
    "next to the police box", "at the park gate", "under the footbridge", "by the pharmacy",
    "at the parking exit", "by the nursery", "near the shrine", "halfway up the slope",
    "at the bridge", "behind the hospital", "by the station exit", "next to the fire station",
)  # fmt: skip
_WISHES = (
    "早めの対応をお願いします。", "よろしくお願いいたします。", "確認してください。",
    "とても危険です。", "自転車で転びそうになりました。", "夜は見えません！", "直してください",
    "高齢者が多い道なので心配です。", "写真を添付します。", "いつ直りますか？",
)  # fmt: skip
_WISHES_ENGLISH = ("Please fix it.", "Very dangerous.", "Thank you", "Please check.")
_AGAIN = (
    "以前も連絡しましたが直っていません。", "前から壊れたままです。", "まだ直っていないようです。",
    "何度か通報されていると思いますが、", "先月からこの状態です。",
)  # fmt: skip
_WITHOUT_WORDS = ("", "", "", "写真参照", "写真の通りです", "see photo")


@dataclass(frozen=True)
class Told:
    """What is known of each post before it is put into words; arrays of one length."""

    fault: Integers  # category of the hole itself
    size: Integers  # fact of the hole
    landmark: Integers  # fact of the place
    is_repeat: NDArray[np.bool_]


def texts(told: Told, random: np.random.Generator) -> list[str]:
    """One description per post; some are empty."""
    count = len(told.fault)
    draws = random.random((count, 8))
    picks = random.integers(0, 1 << 30, (count, 6))
    return [
        _text(int(fault), int(size), int(landmark), bool(again), draw, pick)
        for fault, size, landmark, again, draw, pick in zip(
            told.fault,
            told.size,
            told.landmark,
            told.is_repeat,
            draws.tolist(),
            picks.tolist(),
            strict=True,
        )
    ]


def _text(
    fault: int, size: int, landmark: int, again: bool, draw: list[float], pick: list[int]
) -> str:
    if draw[0] < 0.12:
        return _WITHOUT_WORDS[pick[0] % len(_WITHOUT_WORDS)]
    japanese, english = _FAULTS[fault]
    named = landmark if draw[1] < 0.85 else pick[1]
    in_english = draw[2] < 0.07
    mixed = 0.07 <= draw[2] < 0.11
    parts = []
    if draw[3] < 0.4:
        words = _LANDMARKS_ENGLISH if in_english else _LANDMARKS
        parts.append(words[named % len(words)])
    if draw[4] < 0.3:
        words = _SIZES[size % len(_SIZES)]
        parts.append(words[2] if in_english else words[pick[2] % 2])
    faults = english if in_english or mixed else japanese
    parts.append(faults[pick[3] % len(faults)])
    if draw[5] < (0.25 if again else 0.05) and not in_english:
        parts.insert(0, _AGAIN[pick[4] % len(_AGAIN)])
    if draw[6] < 0.5:
        wishes = _WISHES_ENGLISH if in_english else _WISHES
        parts.append(wishes[pick[5] % len(wishes)])
    text = (", " if in_english else "。" if draw[7] < 0.5 else "、").join(parts)
    if draw[7] > 0.95 and len(text) > 6:  # a slip of the pen
        at = pick[0] % (len(text) - 1)
        text = text[:at] + text[at + 1 :]
    return text
