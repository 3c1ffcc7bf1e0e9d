"""What stands before さん, 様 and 氏: which of it is no name, and which names look like none."""

from __future__ import annotations

_CALLINGS = """
業者 職員 住民 市民 区民 町民 村民 奥 客 皆 運転手 店員 警備員 作業員
担当者 担当 大家 店主 店長 社長 課長 部長 係長 市長 区長 町長 村長 知事
議員 先生 学生 生徒 児童 園児 子供 子 母 父 兄 姉 弟 妹 祖父 祖母 爺
婆 叔父 叔母 会長 組合 会社 工務店 管理人 近隣 近所 隣 方々 患者 利用者
通行人 隊員 巡査 警察 警察官 消防 消防士 郵便局 郵便屋 新聞屋 八百屋 花屋
米屋 酒屋 肉屋 魚屋 本屋 床屋 薬屋 電気屋 畳屋 神 仏 王 殿 姫 貴社 御社
各位 何 誰 同 模 多 一 仕 異 有 左 若 上 各 両 彼 摂 華 某 諸 源
平 嫁 婿 娘 息子 坊 赤 お巡り 駅員 役所 区役所 市役所 自治会 町会 商店会
建設 工業 電力 水道局 不動産 保育園 幼稚園 小学校 中学校 高校 病院 医院
薬局 銀行 寺 神社 外人 旦那 主人 観光客 乗客 歩行者 高齢者 障害者 老人
大工 配達員 配送員 隊長 班長 園長 校長 院長 理事長 委員 委員長 店舗 商店
本店 支店 出張所 事務所 店 社 員 者 方 商店街 町内会
"""
_IN_HIRAGANA = """
さとう すずき たかはし たなか いとう わたなべ やまもと なかむら こばやし
かとう よしだ やまだ ささき やまぐち まつもと いのうえ きむら はやし しみず
さいとう
"""
_IN_YA = """
土屋 守屋 古屋 関屋 水屋 板屋 芦屋 小屋 鍋屋 新屋 長屋 茅屋
"""

#: Callings, kin, shops, offices, and words that end in 様 or 氏 without being about anybody.
CALLINGS = frozenset(_CALLINGS.split())
#: The commonest family names, for those who write them in hiragana; a run of it may be any word.
IN_HIRAGANA = tuple(_IN_HIRAGANA.split())
_ENDINGS = tuple(sorted(one for one in CALLINGS if len(one) > 1))
#: Trades, as they end once dashes and prolonged sounds are one sign.
_TRADES = (
    "屋",
    "ショップ",
    "パン",
    "ラ-メン",
    "コンビニ",
    "スタッフ",
    "ドライバ-",
    "オ-ナ-",
    "ガ-ドマン",
)
#: Family names that end like a shop.
_NAMES = frozenset(_IN_YA.split())


def is_name(before: str) -> bool:
    """Whether it may be somebody's name."""
    if before in _NAMES:
        return True
    return before not in CALLINGS and not before.endswith((*_ENDINGS, *_TRADES))
