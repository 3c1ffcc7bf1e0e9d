"""What may be decided about a post, before anything is acknowledged.

Each rule has a name; the catalogue has its sentence (``refused.<name>``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from machimori.domain.event_payloads import SEVERITIES
from machimori.domain.report_transitions import needs
from machimori.domain.statement_rules import Refused
from machimori.domain.vocabulary import EndKind, ReportStatus, RoadOwner

#: Characters of each text.
LONGEST = {
    "reason": 500,
    "note": 1_000,
    "assignee": 100,
    "referred_to": 100,
    "answer": 2_000,
    "template": 100,
}
#: Posts one common act may be about.
MOST_AT_ONCE = 500
_WORDS: dict[str, frozenset[str]] = {
    "status": frozenset(map(str, ReportStatus)),
    "severity": frozenset(SEVERITIES),
    "owner": frozenset(map(str, RoadOwner)),
    "end_kind": frozenset(map(str, EndKind)),
}
#: What alone is no decision.
_BESIDE = frozenset({"reason", "template", "end_kind", "parent", "referred_to"})


def tidied(said: Mapping[str, Any], before: ReportStatus | None) -> dict[str, Any]:
    """What is left to write down: texts trimmed, the state that holds already not said again.

    An empty assignee stays: it says that nobody has it any more.
    """
    out: dict[str, Any] = {}
    for name, value in said.items():
        kept = value.strip() if isinstance(value, str) else value
        if kept is not None and (kept != "" or name == "assignee"):
            out[name] = kept
    if out.get("status") == before:
        out.pop("status", None)
    if "status" not in out:
        for name in ("end_kind", "parent", "referred_to"):
            out.pop(name, None)
    return out


def check(said: Mapping[str, Any], before: ReportStatus | None) -> None:
    """Refuse what cannot be decided of a post that stands at ``before``.

    Args:
        said: a tidied payload.
        before: its state; None where none is known.

    Raises:
        Refused: naming rule, field and value.
    """
    for name, words in _WORDS.items():
        if name in said and said[name] not in words:
            raise Refused("unknown_word", name, value=str(said[name])[:40])
    for name, most in LONGEST.items():
        if len(said.get(name, "")) > most:
            raise Refused("too_long", name, value=len(said[name]), most=most)
    if not set(said) - _BESIDE:
        raise Refused("nothing_decided", "status")
    if "status" not in said:
        return
    after = ReportStatus(said["status"])
    needed = needs(before, after)
    if needed is None:
        raise Refused("illegal_step", "status", before=str(before or ""), after=str(after))
    for need in sorted(needed):
        if not said.get(str(need)):
            raise Refused("missing", str(need))
    if "end_kind" in said and after != ReportStatus.DONE:
        raise Refused("end_kind_of_done", "end_kind", after=str(after))
