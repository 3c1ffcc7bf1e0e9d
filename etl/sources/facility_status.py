"""What is said about shelters at a time: one staging row per statement.

Two kinds of publishers: a list of the shelters open at one moment with their head counts (a
folder of such lists is a series), and the status form of ``docs/status_form.md``. That a shelter
is missing from a later list does not say that it has closed.
"""

from __future__ import annotations

from itertools import product

import pyarrow as pa

from etl.contract import Column, Layout, Source
from etl.sources.facility_status_rules import derive_form, derive_list, derive_named_moment
from machimori.domain.vocabulary import Crowding, Mode, Opening, Role

#: Words of other systems for our opening codes.
OPENING_WORDS = {
    "開設中": "開設",
    "開設済": "開設",
    "開いている": "開設",
    "受入中": "開設",
    "受入可": "開設",
    "open": "開設",
    "準備中": "開設準備中",
    "preparing": "開設準備中",
    "閉鎖済": "閉鎖",
    "閉所": "閉鎖",
    "解消": "閉鎖",
    "受入終了": "閉鎖",
    "closed": "閉鎖",
    "未開所": "未開設",
    "利用停止中": "未開設",
    "not_opened": "未開設",
    "permanent": "常設",
    "unknown": "不明",
}
CROWDING_WORDS = {
    "空いています": "空き",
    "空いてます": "空き",
    "空き有": "空き",
    "空": "空き",
    "余裕あり": "空き",
    "free": "空き",
    "やや混雑しています": "やや混雑",
    "somewhat_crowded": "やや混雑",
    "混雑しています": "混雑",
    "crowded": "混雑",
    "満": "定員一杯",
    "満員": "定員一杯",
    "満室": "定員一杯",
    "定員いっぱい": "定員一杯",
    "full": "定員一杯",
    "unknown": "不明",
}
MODE_WORDS = {
    "実災害": "real",
    "本番": "real",
    "実": "real",
    "訓練": "training",
    "演習": "training",
}
VALUES = {"opening": OPENING_WORDS, "crowding": CROWDING_WORDS, "mode": MODE_WORDS}

_FORM_JA: dict[str, str | tuple[str, ...]] = {
    "facility_id": ("施設ID", "ID"),
    "facility_name": ("名称", "施設名", "避難所名"),
    "role": "種別",
    "event_type": ("event_type", "報告種別"),
    "opening": ("開設状況", "状態"),
    "crowding": ("混雑状況", "混雑度"),
    "headcount": ("避難者数", "人数", "収容人数"),
    "headcount_delta": "増減",
    "households": ("世帯数", "世帯"),
    "outside_headcount": ("屋外人数", "施設外人数", "車中泊"),
    "observed_at": ("時点", "確認時刻", "観測日時"),
    "confirmed_at": ("確認日時", "最終確認日時"),
    "received_at": ("受信日時", "報告日時"),
    "opened_at": "開設日時",
    "closed_at": "閉鎖日時",
    "mode": ("区分", "モード"),
    "incident_id": ("災害ID", "事案ID"),
    "incident_name": ("災害名", "事案名"),
    "reporter": ("報告者", "報告部署"),
    "note": "備考",
}
_FORM_EN = {name: name for name in (*_FORM_JA, "event_type")}
_LIST_COLUMNS: dict[str, str | tuple[str, ...]] = {
    "facility_id": "ID",
    "facility_name": ("名称", "施設名", "避難所名"),
    "headcount": ("人数", "避難者数"),
    "households": ("世帯数", "世帯"),
    "observed_at": "時点",
    "note": "備考",
}

_A_MASTER = (
    "指定された場所の一覧で、ある時点の状況ではありません。facilities として読みこんでください。 / "
    "It lists designated places and says nothing about a moment; load it as facilities."
)

SOURCE = Source(
    name="facility_status",
    entity="statement",
    columns=(
        Column("facility_id", "identifier"),
        Column("facility_name", "name"),
        Column("role", allowed=frozenset(Role)),
        Column(
            "event_type", allowed=frozenset({"status", "confirmation", "correction", "increment"})
        ),
        Column("opening", allowed=frozenset(Opening)),
        Column("crowding", allowed=frozenset(Crowding)),
        Column("headcount", "integer"),
        Column("headcount_delta", "integer"),
        Column("households", "integer"),
        Column("outside_headcount", "integer"),
        Column("observed_at", "timestamp", required=True),
        Column("confirmed_at", "timestamp"),
        Column("received_at", "timestamp"),
        Column("opened_at", "timestamp"),
        Column("closed_at", "timestamp"),
        Column("mode", allowed=frozenset(Mode)),
        Column("incident_id", "identifier"),
        Column("incident_name", "name"),
        Column("reporter"),
        Column("note"),
    ),
    derived={"name_key": pa.string()},
    is_series=True,
    layouts=(
        Layout(
            id="open_shelter_list",
            title="開設避難所一覧（時点の列あり）",
            signature=("名称", "人数", "時点"),
            absent=("開設状況",),
            columns=_LIST_COLUMNS,
            # Being on the list of open shelters is the statement that it is open.
            defaults={"opening": Opening.OPEN.value},
            values=VALUES,
            derive=derive_list,
        ),
        Layout(
            id="open_shelter_list_named_moment",
            title="開設避難所一覧（時点が列名に入る）",
            signature=("ID", "地区", "名称", "所在地_連結表記"),
            absent=("人数", "時点", "指定避難所との重複"),
            columns=_LIST_COLUMNS,
            defaults={"opening": Opening.OPEN.value},
            values=VALUES,
            derive=derive_named_moment,
        ),
        *(
            Layout(
                id=f"status_form_{number}",
                title="避難所状況様式 (docs/status_form.md)",
                signature=signature,
                columns=_FORM_JA,
                values=VALUES,
                derive=derive_form,
            )
            for number, signature in enumerate(
                product(("開設状況", "混雑状況", "避難者数"), _FORM_JA["observed_at"]), 1
            )
        ),
        *(
            Layout(
                id=f"status_form_en_{number}",
                title="Status form (docs/status_form.md)",
                signature=("observed_at", said),
                columns=_FORM_EN,
                values=VALUES,
                derive=derive_form,
            )
            for number, said in enumerate(("opening", "crowding", "headcount"), 1)
        ),
        # A table the configuration maps column by column.
        Layout(
            id="configured",
            title="設定の columns による読みかえ",
            columns={},
            values=VALUES,
            derive=derive_form,
        ),
    ),
    not_this=(
        (
            ("施設・場所名", "共通ID"),
            _A_MASTER,
        ),
        (
            ("名称", "指定避難所との重複"),
            _A_MASTER,
        ),
    ),
)
