"""整備率 and the findings per published file, as JSON: the same as on the pages."""

from __future__ import annotations

import json

import pandas as pd

from machimori.city import City
from machimori.store.queries import datasets, open_tables
from machimori.store.warehouse import Warehouse
from machimori.wording import text
from machimori.wording.dataset_problems import problems


def report(warehouse: Warehouse, city: City) -> bytes:
    """Numerator, denominator, formula, scope, and what to mend in which file."""
    found = open_tables.standard_coverage(warehouse, city)
    files = datasets.catalogue(warehouse)
    document = {
        "municipality": city.name,
        "municipality_code": city.code,
        "is_sample": warehouse.build.is_sample,
        "label": text("band.sample", "ja") if warehouse.build.is_sample else None,
        "coverage": {
            "numerator": found.numerator,
            "denominator": found.denominator,
            "percent": round(found.percent, 1),
            "formula": text("open.coverage_formula", "ja"),
            "formula_en": text("open.coverage_formula", "en"),
            "scope": [
                {
                    "standard": one.number,
                    "title": one.title,
                    "is_there": one.is_there,
                    "valid": one.valid,
                    "invalid": one.invalid,
                    "not_checked": one.unchecked,
                }
                for one in found.sets
            ],
        },
        "files": [
            {
                "dataset_id": one["dataset_id"],
                "title": one["title"],
                "standard": None if pd.isna(one["standard"]) else one["standard"],
                "conformance": one["conformance"],
                "problems": [
                    {"kind": told.kind, "what": told.what, "fix": told.fix}
                    for told in problems(one["errors"], "ja")
                ],
            }
            for one in files.to_dict("records")
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
