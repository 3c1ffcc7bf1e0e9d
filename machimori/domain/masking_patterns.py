"""How telephones, plates, mail addresses, house addresses and names are written in Japanese posts.

They are looked for in the folded text (``FOLDED``). No pattern has a part that may be as long as
the text, or two ways to read the same characters without end, so each takes linear time.
"""

from __future__ import annotations

import re

from machimori.domain.callings import IN_HIRAGANA
from machimori.domain.plate_regions import PLATE_REGIONS

# Full width becomes half width and every dash a hyphen, one character for one, so that what is
# found in the folded text stands at the same place in the text itself.
FOLDED = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {ord(one): "-" for one in "‐‑‒–—―−－ー─ｰ"}
    | {ord(one): " " for one in "\u3000\u00a0\t"}
    | {ord("〜"): "~"}
)
#: Digits in kanji, for telephone numbers.
KANJI_DIGITS = {ord(kanji): str(digit) for digit, kanji in enumerate("〇一二三四五六七八九")} | {
    ord("零"): "0"
}

MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64} ?"
    r"(?:@|\(at\)|\[at\]|<at>|\(アット\)|アットマ-ク|あっと) ?"
    r"[A-Za-z0-9\-]{1,63}(?: ?\. ?[A-Za-z0-9\-]{2,63}){1,4}",
    re.IGNORECASE,
)
#: What every mail address needs, and every name.
AT = re.compile(r"@|at|アット|あっと", re.IGNORECASE)
CALLING = re.compile("さん|さま|様|氏")
PHONE = re.compile(
    r"(?<![\d.])(?:"
    r"(?:\+|0?0?)81[-( ]{0,2}0?\)?\d{1,4}[-) ]{1,2}\d{1,4}[-) ]\d{3,4}"
    r"|\+81\d{9,10}"
    r"|\(0[1-9]\d{0,3}\) ?\d{1,4}[- ]?\d{3,4}"
    r"|0[1-9]\d{0,3}[-( .の]{1,2}\d{1,4}[-) .の]{1,2}\d{3,4}"
    r"|0[1-9]\d{8,9}"
    r"|0[1-9]\d{1,4}-\d{6,8}"
    r")(?![\d.]\d)"
)
EXTENSION = re.compile(r"内線 ?(?:番号)?[:は]? ?\d{3,5}")
LOCAL_PHONE = re.compile(
    r"(?:電話|TEL|Tel|tel|携帯|連絡先|FAX)(?:番号)?(?:は|:|が|を)? ?\d{3,4}-\d{4}(?!\d)"
)

#: Kana that stand on plates, as hiragana or as people write them.
_PLATE_KANA = "あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるれろをわ"
_PLATE_KATAKANA = (
    "アイウエカキクケコサスセソタチツテトナニヌネノハヒフホマミムメモヤユヨラリルレロヲワ"
)
PLATE_KANA = _PLATE_KANA + _PLATE_KATAKANA
_KANA = f"[{PLATE_KANA}]"
_SERIAL = (
    r"(?:\d{1,2} ?[-・.] ?\d{2}|[・.]{1,3} ?\d(?:-\d{2}|\d{0,2})|\d{1,4})"
    r"(?![\d-]*[年月日時分㎝㎞mk%件円人個台番号])"
)
_REGION = "|".join(sorted(PLATE_REGIONS, key=len, reverse=True))
PLATE = re.compile(
    rf"(?:{_REGION})[ -]?\d[0-9A-Z]{{1,2}}[ -]?{_KANA}[ -]?{_SERIAL}"
    rf"|(?:{_REGION}) {_KANA} {_SERIAL}"
    rf"|[一-龠]{{1,4}}[市区町村] ?{_KANA} ?\d{{2,4}}(?: ?-\d{{2}})?"
    r"(?![\d-])(?=の?(?:原付|バイク|スク))"
    rf"|(?<!\d)(?:[ァ-ヶ]{{2,6}} ?)?[1-8]\d{{1,2}} ?{_KANA} ?(?:\d{{2}}-\d{{2}}|\d{{4}})(?![\d-])"
    r"|(?:ナンバ-|車番|登録番号)(?:プレ-ト)?(?:の?番号)?(?:は|が|:|=|の)? ?"
    r"(?:「|『)?(?:\d{1,2} ?[-・.] ?\d{2}|[・.]{1,3} ?\d{1,3}|\d{4})(?![\d-])"
)

_NUMBER = r"(?:\d{1,5}|[一二三四五六七八九十百〇]{1,5})"
_ROOM = (
    r"(?: ?[一-龠ぁ-んァ-ヶ\-A-Za-z・]{0,20}?"
    r"(?:マンション|アパ-ト|ハイツ|コ-ポ|荘|ビル|ハウス|メゾン|レジデンス|団地|寮|タワ-|館|棟)"
    r"[A-Za-z0-9一-龠]{0,6}-?\d{0,4}(?:号室|号棟|号|F|階)?)"
)
ADDRESS = re.compile(
    r"〒 ?\d{3} ?-? ?\d{4}(?!\d)"
    r"|郵便番号(?:は|:)? ?\d{3}-?\d{4}(?!\d)"
    r"|(?<!\d)\d{3}-\d{4}(?= ?(?:東京都|北海道|(?:京都|大阪)府|[一-龠]{2,3}県))"
    rf"|(?:(?<=丁目)|(?<=[町村字台丘条通])){_NUMBER}番(?:地)?(?:の ?)?(?:{_NUMBER}(?:号|番)?)?"
    rf"(?:-\d{{1,4}})?(?!目|線|出口){_ROOM}?"
    rf"|{_NUMBER}番地(?:の ?{_NUMBER}|-\d{{1,4}}|{_NUMBER}号?)?{_ROOM}?"
    rf"|{_NUMBER}番 ?{_NUMBER}号{_ROOM}?"
    rf"|(?<=丁目) ?\d{{1,3}}(?:-\d{{1,4}}){{1,2}}(?![\d-]*[年月日]){_ROOM}?"
    rf"|(?<=丁目)の?\d{{1,3}}の\d{{1,4}}{_ROOM}?"
    rf"|(?<=[町字台丘])(?:[一二三四五六七八九十]{{1,3}}の){{2}}[一二三四五六七八九十]{{1,3}}{_ROOM}?"
    r"|(?<=[一-龠ぁ-んァ-ヶ])(?<!号)(?<!線) ?\d{1,2}-\d{1,3}-\d{1,4}(?:-\d{1,4})?"
    rf"(?![\d-]|[年月日]){_ROOM}?"
    rf"|(?<=[町村字台丘]) ?\d{{1,4}}-\d{{1,4}}(?![\d-]|[年月日時]){_ROOM}?"
    rf"|(?<=[町村字])\d{{1,4}}の\d{{1,4}}{_ROOM}?"
    r"|(?:[一-龠ァ-ヶ\-A-Za-z・]{0,12}"
    r"(?:マンション|アパ-ト|ハイツ|コ-ポ|荘|ハウス|メゾン|レジデンス|団地|寮))"
    r" ?[A-Za-z]?\d{0,2}(?:号?棟)? ?-?\d{3,4}(?:号室|号)?(?!\d)"
    r"|(?:マンション|アパ-ト|ハイツ|コ-ポ|メゾン|レジデンス)"
    r" ?[一-龠ァ-ヶ]{0,10} ?の?\d{3,4}(?:号室|号)?(?![\dm%メセ])"
    r"|(?<!\d)[A-Za-z]?\d{3,4}号室"
)

_HAN = "[一-龠々ヶ\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff]"
_HIRAGANA = "|".join(IN_HIRAGANA)
NAME = re.compile(
    rf"(?P<kanji>{_HAN}{{1,5}}(?: (?:{_HAN}|[ぁ-ん]){{1,4}})?|[ァ-ヶ・\-]{{2,10}}|{_HIRAGANA}|"
    r"[A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15})?)"
    r"(?: ?)(?:さん|さま|様|氏)(?![子式相態名神族]|々)"
)
