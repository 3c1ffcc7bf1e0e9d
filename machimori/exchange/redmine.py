"""What is nested in a Redmine issue: journals, custom fields, assignee.

Redmine's issue JSON is the form MyCityReport's backend gives its reports in. The flat parts are
columns like any other; here is what a column can't hold. Names of people are never returned.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

#: How the name of a section or a contractor ends; anything else may be a person's name.
SECTION_ENDINGS = (
    "課", "係", "室", "部", "局", "班", "担当", "チーム", "グループ", "センター", "事務所",
    "出張所", "土木", "維持", "会社", "組", "組合", "公社", "協会", "区役所", "市役所",
    "Section", "Division", "Department", "Team", "Office", "Crew", "Inc.", "Ltd.",
)  # fmt: skip


class Change(NamedTuple):
    """One journal entry: a new status (its Redmine id), a note, or both."""

    changed_at: str
    status_id: str | None
    note: str | None


def items(text: str | None) -> list[Mapping[str, Any]]:
    """The objects of a JSON list that a flat column carries as text; empty where it is none."""
    if not text:
        return []
    try:
        value = json.loads(text)
    except ValueError:
        return []
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def changes(journals: str | None) -> list[Change]:
    """What an issue's journals say about its life, oldest first.

    Entries that change neither the status nor say anything (a new assignee, a moved pin) are left
    out, and so is who wrote them. Private notes are left out too.
    """
    found = []
    for journal in items(journals):
        status_id = None
        for detail in journal.get("details") or ():
            if isinstance(detail, dict) and detail.get("name") == "status_id":
                status_id = str(detail.get("new_value"))
        is_private = bool(journal.get("private_notes"))
        note = None if is_private else (str(journal.get("notes") or "").strip() or None)
        if status_id is not None or note is not None:
            found.append(Change(str(journal.get("created_on") or ""), status_id, note))
    return sorted(found, key=lambda change: change.changed_at)


def custom_values(fields: str | None, allowed: Iterable[str]) -> dict[str, str]:
    """Values of the custom fields that are asked for by name; no other is looked at.

    A reporter's telephone, address, name, age and sex are custom fields too, so a list of what is
    forbidden would leak the next one.
    """
    wanted = frozenset(allowed)
    values = {}
    for item in items(fields):
        name, value = item.get("name"), item.get("value")
        if name in wanted and value not in (None, "", []):
            values[name] = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return values


def section(assignee: str | None) -> str | None:
    """An assignee's name where it is a section or a contractor, never a person's."""
    name = (assignee or "").strip()
    return name if name.endswith(SECTION_ENDINGS) or name.startswith("株式会社") else None
