"""Every rule a row or value can fail, in the words a clerk reads: what is wrong, what to do.

The codes stand in ``meta.rejects``; the sentences go to ``meta.rules`` with each build.
"""

from __future__ import annotations

from typing import NamedTuple

from etl.normalise.sentences import SENTENCES


class Rule(NamedTuple):
    """What is wrong and what to do, in Japanese and English."""

    what_ja: str
    todo_ja: str
    what_en: str
    todo_en: str


RULES: dict[str, Rule] = {
    "ragged_row": Rule(
        "列の数が見出しと合いません",
        "区切り文字や引用符の抜けがないか、元のファイルのこの行を確かめてください",
        "The row has not as many cells as the header",
        "Look for a missing quote or separator in this row of the file",
    ),
    "unclosed_quote": Rule(
        '引用符（"）が閉じられず、次の行までが一つの値になっています',
        "元のファイルのこの行と次の行の引用符を確かめてください",
        "A quote is not closed, so that this row and the next became one",
        "Look at the quotes of this row and the next in the file",
    ),
    "cells_misplaced": Rule(
        "いくつもの値が列の種類と合いません。列がずれているか、入れかわっています",
        "元のファイルのこの行の列の並びを確かめてください",
        "Several values don't fit their columns: the cells of the row are shifted or shuffled",
        "Check the order of the cells in this row of the file",
    ),
    "wrong_kind": Rule(
        "この列に入る値ではありません（文字のない名称や住所、かなのない読み、数字のない電話番号）",
        "別の列の値が入っていないか確かめてください",
        "This is no value of the column (a name or address without a letter, a reading without "
        "kana, a telephone number without a figure)",
        "Look whether it belongs to another column",
    ),
    "duplicate_row": Rule(
        "同じものの行が前か後ろにもあり、新しいほうを使いました",
        "同じ番号で別のものなら、元のファイルの番号を分けてください",
        "The file has another row of the same thing; the newer one is used",
        "Where they are two things under one number, give them numbers of their own in the file",
    ),
    "blank_row": Rule(
        "空の行です",
        "そのままで差し支えありません",
        "The row is blank",
        "Nothing needs to be done",
    ),
    "total_row": Rule(
        "合計の行です。一件のデータとしては読みません",
        "そのままで差し支えありません",
        "The row is a total, not a record",
        "Nothing needs to be done",
    ),
    "note_row": Rule(
        "注記の行です。一件のデータとしては読みません",
        "そのままで差し支えありません",
        "The row is a note, not a record",
        "Nothing needs to be done",
    ),
    "repeated_header": Rule(
        "見出しが途中でくり返されています",
        "そのままで差し支えありません。いくつかのファイルをつないだときに残ったものです",
        "The header is repeated here",
        "Nothing needs to be done; it was left where files were put together",
    ),
    "object_object": Rule(
        "書き出しに失敗した印（[object Object]）があります",
        "元のシステムから書き出し直してください",
        "The row holds the sign of a failed export ([object Object])",
        "Export the file again from the system it comes from",
    ),
    "undecodable": Rule(
        "読めない文字（�）があります",
        "元のファイルのこの行の文字を確かめ、UTF-8 で保存し直してください",
        "The row holds characters that can't be decoded",
        "Look at this row in the original and save the file as UTF-8",
    ),
    "bad_geometry": Rule(
        "図形（座標の並び）が読めません",
        "元の地図データのこの図形を直してください",
        "The geometry can't be read",
        "Mend this geometry in the original map data",
    ),
    "value_missing": Rule(
        "必要な値が空です",
        "この列に値を入れてください",
        "A value that is needed is missing",
        "Fill in this column",
    ),
    "word_unknown": Rule(
        "決められた言葉にない値です。空として扱いました",
        "設定の values に読みかえを書くか、元の値を直してください",
        "The value is none of the agreed words; it was left empty",
        "Add a mapping under values in the configuration, or correct the value",
    ),
    "correction_drop": Rule(
        "訂正の決まりにより取り除きました",
        "理由は訂正の一覧を見てください",
        "Dropped by a correction",
        "See the list of corrections for the reason",
    ),
    "correction_flag": Rule(
        "訂正の決まりにより注意の印が付いています",
        "理由は訂正の一覧を見てください",
        "Flagged by a correction",
        "See the list of corrections for the reason",
    ),
    "closed_but_open": Rule(
        "対応中なのに完了日があります。一度完了して再開したものとして読みました",
        "再開でなければ、状態か完了日を直してください",
        "The post is open and has a closing date; it was read as opened again",
        "If it was not opened again, correct the status or the closing date",
    ),
    "closed_before_requested": Rule(
        "完了日が受付日より前です。完了日を空として扱いました",
        "受付日か完了日を直してください",
        "The closing date is before the post was sent in; it was left empty",
        "Correct one of the two dates",
    ),
    "updated_before_requested": Rule(
        "更新日が受付日より前です。受付日に合わせました",
        "受付日か更新日を直してください",
        "The last change is before the post was sent in; the date it was sent in was taken",
        "Correct one of the two dates",
    ),
    "requested_in_future": Rule(
        "受付日がファイルの取得日より後です",
        "年の間違いがないか確かめてください",
        "The post is dated later than the file was fetched",
        "Look for a wrong year",
    ),
    "not_a_web_address": Rule(
        "ウェブのアドレスではありません。空として扱いました",
        "http:// か https:// で始まるアドレスを入れてください",
        "This is no address of the web; it was left empty",
        "Give an address that begins with http:// or https://",
    ),
    "looks_like_test": Rule(
        "本文が「テスト」で始まります。試しの投稿かもしれません。そのまま数えています",
        "試しの投稿なら、訂正ファイルでこの行を除いてください",
        "The text begins with a word for test; it may be no real post. It is counted as it stands",
        "If it is a trial, drop the row by a correction",
    ),
    "answer_full_page": Rule(
        "件数がちょうど上限です。続きが省かれているかもしれません",
        "期間を短く区切って取得し直すか、一括ファイルを使ってください",
        "The answer has exactly as many posts as a server gives at once; more may be missing",
        "Fetch shorter periods, or use the bulk file",
    ),
    "answer_full_window": Rule(
        "期間がちょうど90日です。それより前が省かれているかもしれません",
        "start_date と end_date を指定して、前の期間も取得してください",
        "The answer spans exactly the 90 days a server gives; older posts may be missing",
        "Fetch the time before it with start_date and end_date",
    ),
    "days_not_weekly": Rule(
        "毎週の曜日として書けない日が含まれます。備考に残しました",
        "そのままで差し支えありません。曜日が欠けていれば書き直してください",
        "Some of the days are not every week; they were kept in the note",
        "Nothing needs to be done, unless a weekday is missing",
    ),
    "hours_unreadable": Rule(
        "受付時間が「開始～終了」の形ではありません",
        "9:00～17:00 のように書くか、開始と終了を別の列にしてください",
        "The hours are not of the form opening to closing",
        "Write 9:00～17:00, or give opening and closing a column each",
    ),
    "shelf_life_unreadable": Rule(
        "賞味期限の残りを数として読めません",
        "月数（2）か日数（60日）で書いてください",
        "The shelf life left can't be read as a number",
        "Write months (2) or days (60日)",
    ),
    "not_a_line": Rule(
        "道路の線がありません",
        "線（LineString）の図形を持つ行にしてください",
        "The row has no line, so it is no road",
        "Give the row a line (LineString)",
    ),
    "road_outside": Rule(
        "道路の線が市区町村の範囲の外にあります",
        "座標系と、別の市区町村のデータでないことを確かめてください",
        "The line lies outside the municipality",
        "Look at the coordinate system, and whether it is another municipality's data",
    ),
    "facility_role_missing": Rule(
        "施設の役割（避難所、避難場所など）が分かりません",
        "種別の列を埋めるか、設定の defaults に role を書いてください",
        "What the facility is for (shelter, evacuation site …) is not said",
        "Fill in the column for its kind, or give role under defaults in the configuration",
    ),
    "hazard_in_part": Rule(
        "△（条件つきで利用可）です。可とも不可とも扱わず、備考に残しました",
        "条件を備考で確かめてください。可とするなら元の値を○にしてください",
        "△ means usable under conditions; it is taken as neither yes nor no and kept in the note",
        "Look up the condition; publish ○ if the place may be shown as usable",
    ),
    "status_of_nothing": Rule(
        "どの施設のことか分かりません。施設IDも名称も空です",
        "施設IDか名称を入れてください",
        "The row names no facility: both id and name are empty",
        "Fill in the facility's id or its name",
    ),
    "status_says_nothing": Rule(
        "開設状況、混雑、人数、備考のどれも空です",
        "分かっていることを一つ入れてください。変わりなしの確認は event_type を confirmation に",
        "The row says neither opening nor crowding nor a count nor a note",
        "Fill in what is known; if it only confirms what was said, set event_type to confirmation",
    ),
    "count_negative": Rule(
        "人数または世帯数が負の数です。空として扱いました",
        "元の数を確かめてください。増減なら増減の列に入れてください",
        "The count is negative; it was left empty",
        "Look the figure up; a change belongs in the column for changes",
    ),
    "count_too_large": Rule(
        "一つの施設の人数として大きすぎます。空として扱いました",
        "桁の誤りがないか確かめてください",
        "The count is too large for one facility; it was left empty",
        "Look for a slipped digit",
    ),
    "population_sum": Rule(
        "総人口が男女または年齢別の合計と合いません。公表された数のままにしました",
        "元の表の合計を確かめてください。秘匿された値があれば差し支えありません",
        "The total is not the sum of its parts; the figures stay as published",
        "Look at the sums in the table; withheld values explain a difference",
    ),
    "outline_missing": Rule(
        "区域の形（面）がありません",
        "面（Polygon）の図形を持つ行にしてください",
        "The row has no area",
        "Give the row a polygon",
    ),
    "outline_crosses_itself": Rule(
        "区域の線が自分と交わっています。面として成り立つ形に直しました",
        "地図で形を確かめてください。元の図形を直すのが確実です",
        "The outline crosses itself; it was repaired into a valid area",
        "Look at the shape on a map; correcting the published outline is best",
    ),
    "figure_without_hour": Rule(
        "人数はありますが、想定または経過時間が空です",
        "想定と経過時間（0からの整数）を入れてください",
        "There is a figure without its scenario or its hour",
        "Fill in the scenario and the hour (whole, from 0)",
    ),
    "depth_unreadable": Rule(
        "浸水の深さの区分を数として読めません。区分の言葉はそのまま残しました",
        "0.5m以上3.0m未満 のように書くか、そのままお使いください",
        "The depth class can't be read as figures; its words were kept",
        "Write it like 0.5m以上3.0m未満, or leave it as it is",
    ),
    "hazard_kind_missing": Rule(
        "何の災害の区域か分かりません",
        '設定の defaults に hazard を書いてください（例 hazard = "flood"）',
        "Which hazard the area is about is not said",
        'Give it under defaults in the configuration (hazard = "flood")',
    ),
}

RULES.update({code: Rule(*said) for code, said in SENTENCES.items()})
