"""Statements whose writer had not seen the newest one of somebody else.

Nothing is rejected for that: both are kept and the later observation stands. Staff see the pair
until somebody speaks of the place who had seen both.
"""

from __future__ import annotations

import pandas as pd

#: Fields two reporters can disagree about.
_FIELDS = ("opening", "crowding", "headcount", "households", "outside_headcount")
#: Columns of the answer.
COLUMNS = (
    "mode", "incident_id", "facility_id", "event_id", "other_event_id", "field", "value",
    "other_value", "reporter", "other_reporter", "observed_at", "other_observed_at",
    "received_at",
)  # fmt: skip


def open_conflicts(history: pd.DataFrame) -> pd.DataFrame:
    """One row per field about which two statements differ and nobody has spoken since.

    A statement conflicts with each one of another reporter that had been received before it, but
    after the one its writer had seen (``based_on``). Where no ``based_on`` is given the writer
    made no claim of having looked (imports), and nothing is said.

    Args:
        history: statements (columns of ``status_fold.HISTORY_COLUMNS``), superseded ones too.

    Returns:
        ``COLUMNS``, newest first; ``event_id`` is the later received of the two.
    """
    superseded = set(history["supersedes"].dropna())
    kept = history[~history["event_id"].isin(superseded)]
    ordered = kept.sort_values(["received_at", "event_id"])
    rows: list[dict[str, object]] = []
    for _, told in ordered.groupby(["mode", "incident_id", "facility_id"], dropna=False):
        rows.extend(_of_one_place(told.to_dict("records")))
    found = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return found.sort_values("received_at", ascending=False, ignore_index=True, kind="stable")


def _of_one_place(told: list[dict[object, object]]) -> list[dict[str, object]]:
    """Pairs in force among the statements of one place, in the order of receipt."""
    position = {one["event_id"]: index for index, one in enumerate(told)}
    pairs: list[tuple[int, int]] = []
    for index, later in enumerate(told):
        seen = position.get(later.get("based_on"))
        if seen is None:
            continue
        # Whoever has now seen both sides of a pair has settled it.
        pairs = [pair for pair in pairs if seen < pair[1]]
        pairs += [
            (other, index)
            for other in range(seen + 1, index)
            if told[other].get("reporter") != later.get("reporter")
        ]
    rows: list[dict[str, object]] = []
    for other, index in pairs:
        earlier, later = told[other], told[index]
        for field in _FIELDS:
            one, two = later.get(field), earlier.get(field)
            if pd.isna(one) or pd.isna(two) or one == two:  # type: ignore[call-overload]
                continue
            rows.append(
                {name: later.get(name) for name in COLUMNS if not name.startswith("other_")}
                | {
                    "field": field,
                    "value": one,
                    "other_value": two,
                    "other_event_id": earlier["event_id"],
                    "other_reporter": earlier.get("reporter"),
                    "other_observed_at": earlier.get("observed_at"),
                }
            )
    return rows
