"""Hand-written indicators and published datasets of the small warehouse."""

from __future__ import annotations

import json

from tests.store.small_rows import Rows, ago

#: indicator, theme, name, unit, direction, then (kind, precision, basis, value, target, period).
INDICATORS = (
    ("i01", "防災", "指定避難所の数", "か所", "none", "実績", "none", "明記", 12, None,
     "2026-04-01"),
    ("i02", "防災", "一時滞在施設の受入可能人数", "人", "higher_is_better", "実績", "約", "明記",
     40_000, None, "2026-04-01"),
    ("i03", "防災", "帰宅困難者", "人", "none", "想定", "約", "なし", 590_000, None, None),
    ("i04", "防災", "備蓄食料", "食", "higher_is_better", "目標", "以上", "推定", 90_000,
     100_000, "2027-03-31"),
    ("i05", "道路", "道路の損傷通報", "件", "none", "実績", "none", "明記", 611, None,
     "2026-03-31"),
    ("i06", "道路", "通報から完了までの日数", "日", "lower_is_better", "実績", "none", "明記", 18.5,
     14, "2026-03-31"),
    ("i07", "道路", "無電柱化率", "％", "higher_is_better", "目標", "none", "明記", None, 45,
     "2030-03-31"),
    ("i08", "食品", "家庭の食品ロス", "g/人日", "lower_is_better", "調査", "none", "明記", 41.2, 38,
     "2025-03-31"),
    ("i09", "食品", "集まった食品", "kg", "higher_is_better", "実績", "超", "明記", 3_000, None,
     "2026-03-31"),
    ("i10", "まち", "人口", "人", "none", "推計", "none", "明記", 68_912, None, "2026-10-01"),
    ("i11", "まち", "公開データの数", "件", "higher_is_better", "実績", "none", "明記", 128, 120,
     "2026-03-31"),
    ("i12", "まち", "関連予算", "千円", "none", "予算", "未満", "推定", 250_000, None,
     "2026-04-01"),
)  # fmt: skip


def indicators(code: str, name: str) -> Rows:
    """Twelve definitions; 食品ロス has two comparable dates, i07 a target and no value yet."""
    definitions, values = [], []
    for row, line in enumerate(INDICATORS, 2):
        identifier, theme, label, unit, direction, *rest = line
        kind, precision, basis, value, target, period = rest
        definitions.append(
            {
                "indicator_id": identifier,
                "municipality": name,
                "municipality_code": code,
                "theme": theme,
                "name": label,
                "name_en": f"Figure {identifier}",
                "unit": unit,
                "direction": direction,
            }
        )
        points = [(value, period)]
        if identifier == "i08":
            points.insert(0, (46.0, "2020-03-31"))
        for number, end in points:
            values.append(
                {
                    "indicator_id": identifier,
                    "kind": kind,
                    "precision": precision,
                    "date_basis": basis,
                    "value": number,
                    "unit": unit,
                    "target_value": target,
                    "target_due": "2030年度" if target else None,
                    "period_end": end,
                    "value_original": None if number is None else f"{number:,}{unit}",
                    "as_of_original": end,
                    "document_id": "plan-2026",
                    "document_title": "見本区基本計画",
                    "issuer": name,
                    "document_date": "2026-03-31",
                    "section": f"第{row}章",
                    "source": "indicators",
                    "source_file": "indicators.csv",
                    "source_row": row,
                }
            )
    return {"marts.indicators": definitions, "marts.indicator_values": values}


def open_datasets() -> Rows:
    """Three datasets: valid, invalid with its errors, not checked."""
    found = [
        ("d1", "避難所一覧", "03", "valid", None, "CSV"),
        ("d2", "公共施設一覧", "01", "invalid", json.dumps(["3行目: 緯度が空です"]), "CSV"),
        ("d3", "統計書", None, "not_checked", None, "PDF"),
    ]
    return {
        "marts.open_datasets": [
            {
                "dataset_id": identifier,
                "title": title,
                "publisher": "見本区",
                "licence": "CC BY 4.0",
                "licence_url": "https://creativecommons.org/licenses/by/4.0/",
                "format": form,
                "url": f"https://data.invalid/{identifier}",
                "updated_at": ago(number * 40 * 24 * 60),
                "data_date": f"2026-0{number}-01",
                "rows": number * 10,
                "standard": standard,
                "conformance": conformance,
                "errors": errors,
                "source": "open_datasets",
                "source_file": "package_list.json",
                "source_row": number,
            }
            for number, (identifier, title, standard, conformance, errors, form) in enumerate(
                found, 1
            )
        ]
    }
