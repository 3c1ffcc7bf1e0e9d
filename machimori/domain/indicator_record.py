"""A published value for machines: one record, the same in CSV, in JSON and behind every screen."""

from __future__ import annotations

from typing import Any

from machimori.domain.published_values import Indicator, Published

#: Columns in their order. ``value`` and ``unit`` are as exact as the print: 約7割 is 7 割.
COLUMNS = (
    "indicator_id",
    "municipality",
    "municipality_code",
    "theme",
    "name",
    "name_en",
    "state",
    "reason",
    "role",
    "kind",
    "precision",
    "value",
    "unit",
    "value_original",
    "qualifier",
    "date_start",
    "date_end",
    "date_basis",
    "as_of_original",
    "target_value",
    "target_due",
    "target_due_date",
    "direction",
    "note",
    "document_title",
    "issuer",
    "document_date",
    "section",
    "licence",
    "licence_url",
    "is_sample",
)


def record(given: Indicator, one: Published) -> dict[str, Any]:
    """One value of an indicator; dates are ISO 8601, what is not stated is None.

    ``state`` and ``reason`` are the indicator's; ``role`` says which of its values this is.
    """
    amount, target = one.amount, one.target
    dates = {
        "date_start": one.period_start or one.period_end,
        "date_end": one.period_end,
        "target_due_date": one.due,
        "document_date": one.document_date,
    }
    found: dict[str, Any] = {
        "indicator_id": given.indicator_id,
        "municipality": given.municipality,
        "municipality_code": given.municipality_code,
        "theme": given.theme or None,
        "name": one.name,
        "name_en": one.name_en,
        "state": str(given.state),
        "reason": None if given.verdict.reason is None else str(given.verdict.reason),
        "role": given.role(one),
        "kind": one.kind,
        "precision": one.precision,
        "value": None if amount is None else amount.value,
        "unit": (one.unit if amount is None else amount.unit) or None,
        "value_original": one.value_original,
        "qualifier": one.qualifier,
        "date_basis": one.date_basis,
        "as_of_original": one.as_of_original,
        "target_value": None if target is None else target.value,
        "target_due": one.target_due,
        "direction": given.direction,
        "note": one.note,
        "document_title": one.document_title,
        "issuer": one.issuer,
        "section": one.section,
        "licence": one.licence,
        "licence_url": one.licence_url,
        "is_sample": one.is_sample,
    }
    found |= {name: None if day is None else day.isoformat() for name, day in dates.items()}
    return {name: _whole(found[name]) for name in COLUMNS}


def _whole(value: Any) -> Any:
    """A number without ``.0``: 399 posts are no 399.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def number_text(value: float | None) -> str:
    """A number in a CSV cell: no separators; empty where there is none."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else f"{value:.10g}"
