"""Files of the disaster section that hold no place to take shelter in, and why each is refused."""

from __future__ import annotations

#: Published names -> why; a name after "!" must not be there.
NOT_FACILITIES: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("code", "name", "evacuation", "emergency"),
        "どの自治体の一覧が公開されているかの表で、施設は載っていません。 / It says which "
        "municipalities have published lists; it holds no place.",
    ),
    (
        ("井戸の形態",),
        "災害時に水を分ける井戸の一覧です。避難する場所ではありません。 / It lists wells that give "
        "water in a disaster; nobody takes shelter there.",
    ),
    (
        ("開設日", "開設時間", "説明", "注意事項"),
        "災害ごみの受入場所の一覧です。避難する場所ではありません。 / It lists where disaster "
        "waste is taken; nobody takes shelter there.",
    ),
    (
        ("人数", "時点"),
        "ある時点に開いている避難所と人数の表です。facility_status として読みこんでください。 / It "
        "says which shelters are open and how full at one time; load it as facility_status.",
    ),
    (
        (
            *("No", "施設名", "所在地", "緯度", "経度"),
            *("!収容人数", "!受入人数", "!受入可能人数", "!想定収容人数", "!種別"),
        ),
        "場所の名前だけで、避難に使えることを示す列がありません（応急給水拠点などの一覧がこの形で"
        "す）。避難施設なら、設定の defaults に role、columns に列を書いてください。 / "
        "It names places and nothing that makes them shelters (lists of emergency water points "
        "look like this). If they are shelters, give the role under defaults and the columns under "
        "columns.",
    ),
)
