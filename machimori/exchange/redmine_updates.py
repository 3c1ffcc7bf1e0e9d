"""What staff decided, as updates of Redmine issues; and what a Redmine answers, in words.

Pure: nothing is sent here. Source of the shapes: Redmine's REST API for issues (``GET`` and ``PUT
/issues/{id}.json``; 204 without a body on success, 422 with ``{"errors": [...]}``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from machimori.domain.events import Event
from machimori.domain.report_transitions import mycityreport
from machimori.domain.vocabulary import ReportStatus

_LABELS = {
    "status": "状態",
    "reason": "理由",
    "referred_to": "引き継ぎ先",
    "parent": "残す投稿",
    "assignee": "担当",
    "note": "メモ",
    "answer": "返信",
}


@dataclass(frozen=True)
class Mapped:
    """The server's own numbers, and who reads our words there.

    Attributes:
        status_ids: our state -> status_id.
        assignee_ids: section or crew -> assigned_to_id.
        notes: private, public or none.
    """

    status_ids: Mapping[str, int]
    assignee_ids: Mapping[str, int]
    notes: str

    def status_id(self, status: ReportStatus | None) -> int | None:
        """The number of a state, or of the one of MyCityReport's three it counts as."""
        if status is None:
            return None
        own = self.status_ids.get(str(status))
        return own if own is not None else self.status_ids.get(str(mycityreport(status)))


@dataclass(frozen=True)
class Update:
    """One issue's update. None leaves a field as it is."""

    report_id: str
    issue_id: int
    decisions: tuple[str, ...]  # event ids it stands for
    status: ReportStatus | None
    status_id: int | None
    assigned_to_id: int | None
    notes: str | None
    is_private: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing a Redmine could take."""
        return (self.status_id, self.assigned_to_id, self.notes) == (None, None, None)

    def document(self) -> dict[str, Any]:
        """The body of ``PUT /issues/{id}.json``."""
        issue: dict[str, Any] = {}
        for name in ("status_id", "assigned_to_id", "notes"):
            if getattr(self, name) is not None:
                issue[name] = getattr(self, name)
        if self.notes is not None and self.is_private:
            issue["private_notes"] = True
        return {"issue": issue}


def mark(event_id: str) -> str:
    """What a note carries so that the same decision is known again on the server."""
    return f"[まちもり {event_id}]"


def update_of(
    report_id: str,
    issue_id: int,
    decisions: Sequence[Event],
    status: ReportStatus | None,
    assignee: str | None,
    mapped: Mapped,
) -> Update:
    """The one update that says what several decisions about one post came to.

    Args:
        report_id: the post.
        issue_id: its issue.
        decisions: those not sent yet, in order.
        status: the post's state after all of them.
        assignee: who has it after all of them.
        mapped: the server's numbers.
    """
    takes_back = any("supersedes" in one.payload for one in decisions)
    is_moved = takes_back or any("status" in one.payload for one in decisions)
    is_given = takes_back or any("assignee" in one.payload for one in decisions)
    to = mapped.assignee_ids.get(assignee or "") if is_given else None
    lines = [line for one in decisions for line in _lines(one, is_named=to is None)]
    ends = "\n".join([*lines, mark(decisions[-1].event_id)])
    return Update(
        report_id=report_id,
        issue_id=issue_id,
        decisions=tuple(one.event_id for one in decisions),
        status=status if is_moved else None,
        status_id=mapped.status_id(status) if is_moved else None,
        assigned_to_id=to,
        notes=ends if lines and mapped.notes != "none" else None,
        is_private=mapped.notes == "private",
    )


def _lines(decision: Event, *, is_named: bool) -> list[str]:
    """What one decision said, in the words of the server's readers."""
    said = decision.payload
    lines = []
    for name, label in _LABELS.items():
        value = said.get(name)
        if not value or (name == "assignee" and not is_named):
            continue
        lines.append(f"{label}: {value}")
    if "supersedes" in said:
        lines.insert(0, "前の決定を取り消しました。")
    return lines


@dataclass(frozen=True)
class Standing:
    """What a server says of an issue now."""

    status_id: int | None
    assigned_to_id: int | None
    notes: tuple[str, ...]

    def has_taken(self, update: Update) -> bool:
        """Whether the fields are as the update asks."""
        return all(
            asked is None or asked == held
            for asked, held in (
                (update.status_id, self.status_id),
                (update.assigned_to_id, self.assigned_to_id),
            )
        )

    def was_told(self, update: Update) -> bool:
        """Whether the update's note stands there already."""
        return any(mark(update.decisions[-1]) in note for note in self.notes)


def standing(body: str) -> Standing | None:
    """An answer of ``GET /issues/{id}.json?include=journals``; None where it is none."""
    try:
        issue = json.loads(body)["issue"]
        return Standing(
            status_id=_number(issue.get("status")),
            assigned_to_id=_number(issue.get("assigned_to")),
            notes=tuple(str(one.get("notes") or "") for one in issue.get("journals") or ()),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _number(named: Any) -> int | None:
    return int(named["id"]) if isinstance(named, Mapping) and "id" in named else None


#: Answers after which going on with the next issue makes no sense.
STOPS = frozenset({401, 429})
_WORDS = {
    401: "APIキーが受け付けられませんでした。キーと、サーバーのREST APIの設定を確かめてください。",
    403: "このキーの利用者には、この課題を変える権限がありません。",
    404: "この課題はサーバーにありません（削除・移動、または閲覧できません）。",
    409: "ほかの人が同時に変えたため、受け付けられませんでした。もう一度実行してください。",
    413: "送る文が長すぎると断られました。",
    422: "内容が受け付けられませんでした",
    429: "要求が多すぎると断られました。時間をおいて続けてください。",
}


def said(status: int, body: str) -> str:
    """A refusal of the server in words; never anything of the request."""
    if status >= 500:
        return f"サーバーの故障です（HTTP {status}）。時間をおいて続けてください。"
    words = _WORDS.get(status, f"思いがけない返事です（HTTP {status}）。")
    errors = _errors(body) if status == 422 else []
    return f"{words}：{'、'.join(errors)}" if errors else words


def _errors(body: str) -> list[str]:
    try:
        errors = json.loads(body).get("errors")
    except (ValueError, AttributeError):
        return []
    return [str(one)[:200] for one in errors or ()][:5] if isinstance(errors, list) else []
