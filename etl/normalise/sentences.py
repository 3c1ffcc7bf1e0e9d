"""What the rules of this folder say to a clerk: what is wrong, what to do, twice.

By code: wrong and to do in Japanese, wrong and to do in English. A rule that corrected or kept a
value says so; otherwise the value was left empty.
"""

from __future__ import annotations

_CHECK = "元の値を確かめてください", "Check the published value"
_AS_IT_IS = "そのままで差し支えありません", "Nothing needs to be done"
_HINT = (
    "元の値を直してください。候補があれば示しています",
    "Correct the value; a suggestion is given",
)

SENTENCES: dict[str, tuple[str, str, str, str]] = {
    "mojibake": (
        "文字化けしているようです。値はそのまま残しました",
        "ファイルの文字コードを確かめてください",
        "The text looks garbled; it was kept as it is",
        "Check the encoding of the file",
    ),
    "placeholder": (
        "「null」「NaN」など、プログラムが書いた空の印です。空として扱いました",
        _AS_IT_IS[0],
        "A program's mark for an empty value, such as null or NaN; taken as empty",
        _AS_IT_IS[1],
    ),
    "withheld": (
        "伏せられた値（X、*、… など）です。0ではなく不明として扱いました",
        _AS_IT_IS[0],
        "The value is withheld (X, *, …); it is unknown, not zero",
        _AS_IT_IS[1],
    ),
    "number_unreadable": (
        "数として読めません",
        "数字と単位だけにしてください",
        "This is not a number",
        "Leave only figures and a unit",
    ),
    "number_ambiguous": (
        "カンマが位取りか小数点か分かりません",
        "位取りなら3桁ごと（1,200）、小数ならピリオド（1.2）で書いてください",
        "The comma may separate thousands or decimals",
        "Write 1,200 for thousands and 1.2 for decimals",
    ),
    "number_not_whole": (
        "整数のはずの値に小数があります",
        _CHECK[0],
        "A whole number is needed, this has a fraction",
        _CHECK[1],
    ),
    "number_approximate": (
        "「約」「程度」などの付いた値です。数だけを取りました",
        _AS_IT_IS[0],
        "The figure is approximate (約, 程度); the figure itself was taken",
        _AS_IT_IS[1],
    ),
    "capacity_unreadable": (
        "収容人数として読めません",
        "「屋内480人／屋外3,350人(面積の1/2)」のように、または人数だけを書いてください",
        "This is not a capacity",
        "Write it like 屋内480人／屋外3,350人(面積の1/2), or as a number of people",
    ),
    "capacity_sum": (
        "屋内と屋外の和が、書かれた合計と合いません。合計を取りました",
        _CHECK[0],
        "Indoor and outdoor don't add up to the total; it was kept",
        _CHECK[1],
    ),
    "flag_unreadable": (
        "有無として読めません",
        "1、○、有 または 0、×、無 で書いてください",
        "This is neither a yes nor a no",
        "Write 1, ○ or 有 for yes, 0, × or 無 for no",
    ),
    "flag_conditional": (
        "△や「一部」です。条件付きの「有」として扱いました",
        "条件を備考に書いてください",
        "△ or 一部: taken as a yes with conditions",
        "State the conditions in the notes",
    ),
    "date_unreadable": (
        "日付として読めません",
        "2024-01-11 または 令和6年1月11日 のように書いてください",
        "This is not a date",
        "Write it like 2024-01-11 or 令和6年1月11日",
    ),
    "date_impossible": (
        "暦にない日付です",
        _CHECK[0],
        "There is no such day in the calendar",
        _CHECK[1],
    ),
    "date_outside_era": (
        "その元号の期間にない日付です（平成31年は4月30日まで、令和元年は5月1日から）",
        _HINT[0],
        "The day is not in that era (Heisei ended on 30 April 2019)",
        _HINT[1],
    ),
    "date_ambiguous": (
        "月と日のどちらが先か分かりません",
        "年を先に（2024-01-02）書いてください",
        "Which is the month and which the day can't be told",
        "Write the year first (2024-01-02)",
    ),
    "date_two_digit_year": (
        "年が2桁で、西暦か元号か分かりません",
        "西暦4桁、または元号を付けて書いてください",
        "The year has two digits: of the calendar or of an era?",
        "Write four digits, or name the era",
    ),
    "date_incomplete": (
        "年・月・日のどれかがありません",
        "年月日をすべて書いてください",
        "The year, the month or the day is missing",
        "Give year, month and day",
    ),
    "time_unreadable": (
        "時刻として読めません",
        "18:30 または 午後6時30分 のように、一つだけ書いてください",
        "This is not a time of day",
        "Write a single time like 18:30 or 午後6時30分",
    ),
    "time_impossible": ("ない時刻です", _CHECK[0], "There is no such time of day", _CHECK[1]),
    "time_ambiguous": (
        "「午前12時」「午後12時」は正午とも真夜中とも読めます",
        "正午、12:00 または 0:00 と書いてください",
        "午前12時 and 午後12時 may be noon or midnight",
        "Write 正午, 12:00 or 0:00",
    ),
    "code_unreadable": (
        "全国地方公共団体コードとして読めません",
        "検査数字を含む6桁（例 131016）で書いてください",
        "This is not a municipality code",
        "Write six digits with the check digit (131016)",
    ),
    "code_check_digit": (
        "全国地方公共団体コードの検査数字（6桁目）が合いません",
        _HINT[0],
        "The check digit (the sixth) of the municipality code is wrong",
        _HINT[1],
    ),
    "code_ambiguous": (
        "5桁のコードが二つの市区町村に読めます（先頭の0が落ちたか、検査数字がないか）",
        "検査数字を含む6桁で書いてください",
        "Five digits that fit two municipalities: a lost zero, or no check digit",
        "Write six digits with the check digit",
    ),
    "common_id_unreadable": (
        "共通IDの形（E と英数字13桁）ではありません",
        _CHECK[0],
        "This is not a common id (E and 13 characters)",
        _CHECK[1],
    ),
    "postcode_unreadable": (
        "郵便番号として読めません",
        "7桁（例 102-8688）で書いてください",
        "This is not a postcode",
        "Write seven digits (102-8688)",
    ),
    "phone_lost_zero": (
        "電話番号の先頭の0が落ちているようです。値はそのまま残しました",
        "表計算で文字列として保存し直してください",
        "The telephone number seems to have lost its leading zero; it was kept as it is",
        "Save the column as text in the spreadsheet",
    ),
    "url_unreadable": (
        "http または https のURLではありません",
        "https:// から書いてください",
        "This is not an http or https address",
        "Write it from https:// on",
    ),
    "url_among_words": (
        "URLのほかに言葉や別のURLがあります。最初のURLだけを取りました",
        "一つの欄には一つのURLを書いてください",
        "There are words or further addresses beside the first one, which was taken",
        "Give one address per cell",
    ),
    "geo3x3_unreadable": (
        "Geo3x3のコードとして読めません",
        "E または W のあとに1から9の数字を書いてください",
        "This is not a Geo3x3 code",
        "Write E or W and then digits from 1 to 9",
    ),
    "coordinates_missing": (
        "緯度・経度がありません",
        "緯度と経度、または住所を入れてください",
        "There is no position",
        "Give latitude and longitude, or an address",
    ),
    "coordinates_incomplete": (
        "緯度と経度の片方だけがあります",
        "両方を入れてください",
        "Only one of latitude and longitude is given",
        "Give both",
    ),
    "coordinates_unreadable": (
        "緯度・経度として読めません",
        "十進の度（例 35.694125）で書いてください。候補があれば示しています",
        "This is not a coordinate",
        "Write decimal degrees (35.694125); a suggestion is given where there is one",
    ),
    "coordinates_zero": (
        "緯度・経度が 0,0 です",
        "分からない場合は空にしてください",
        "The position is 0,0",
        "Leave it empty where it is not known",
    ),
    "coordinates_swapped": (
        "この行だけ緯度と経度が入れ替わっているようです",
        "緯度と経度を入れ替えてください。候補を示しています",
        "Latitude and longitude seem to have changed places in this row",
        "Put them in their columns; the suggestion shows how",
    ),
    "coordinates_outside": (
        "緯度・経度が市区町村の範囲の外です",
        "位置を確かめてください。範囲は設定の bbox です",
        "The position lies outside of the municipality",
        "Check it; the limits are bbox in the configuration",
    ),
    "coordinates_lost_point": (
        "緯度・経度の小数点が落ちているようです。範囲に入る場合だけ補いました",
        "小数点を入れてください",
        "The decimal point seems lost; it was put back only where the place then fits",
        "Put the decimal point in",
    ),
    "coordinates_wrapped": (
        "経度が360度ずれています。直して使いました",
        "経度を-180から180の間で書いてください",
        "The longitude is off by 360 degrees; it was corrected",
        "Write longitudes between -180 and 180",
    ),
}
