"""Merging and splitting groups of posts: pairs in the journal, and repeats put away with them.

Each act is several entries, each with a key of its own made of the act's: an act that is repeated
after it broke off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from machimori.domain.events import ROAD_PAIR
from machimori.domain.report_transitions import Need, needs
from machimori.domain.said_pairs import pairs_said
from machimori.domain.statement_rules import Refused
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES, ReportStatus
from machimori.store.queries import road_decisions, road_groups
from machimori.store.queries.told import events_of
from machimori.store.road_desk import RoadDesk


@dataclass(frozen=True)
class GroupDesk:
    """The desk of whoever decides which posts tell of one hole."""

    desk: RoadDesk

    def merge(self, report_ids: Sequence[str], *, client_key: str) -> str | None:
        """Hold posts, and the whole groups they are in, together as one hole.

        The open ones become repeats of the oldest that is open, and are closed as such; what they
        told of lives on in that one. Where none is open, nothing changes but the group.

        Returns:
            The post that stays, None where none is open.

        Raises:
            Refused: fewer than two posts, or one of them is unknown.
        """
        ids = self._in_order(report_ids)
        if len(ids) < 2:
            raise Refused("missing", "report_id")
        ids = self._in_order([*ids, *self._beside(ids)])
        self._take_back("cannot_link", ids, ids, client_key)
        self._chain(ids, client_key)
        states = road_decisions.states(self.desk.warehouse, self.desk.journal, ids)
        is_open = [one for one in ids if states[one].status in OPEN_REPORT_STATUSES]
        for one in is_open[1:]:
            if needs(states[one].status, ReportStatus.DUPLICATE) == frozenset({Need.PARENT}):
                self.desk.act(
                    one,
                    client_key=f"{client_key} repeat {one}",
                    status=str(ReportStatus.DUPLICATE),
                    parent=is_open[0],
                )
        return is_open[0] if is_open else None

    def close_left(self, report_id: str, *, client_key: str) -> list[str]:
        """Close as repeats of a repaired post what ``left_open`` names. Returns those posts.

        Raises:
            Refused: the post is unknown, or nothing of its group is left open.
        """
        group = road_groups.group_of(self.desk.warehouse, report_id)
        posts = road_groups.members(self.desk.warehouse, group) if group else None
        left = [] if posts is None else left_open(posts, report_id)
        if not left:
            raise Refused("missing", "report_id")
        for one in left:
            self.desk.act(
                one,
                client_key=f"{client_key} repeat {one}",
                status=str(ReportStatus.DUPLICATE),
                parent=report_id,
            )
        return left

    def split(
        self, staying: Sequence[str], leaving: Sequence[str], *, client_key: str, reason: str
    ) -> list[str]:
        """Hold some posts of a group apart from the others; both sides stay together.

        Returns:
            Posts opened again: they were filed as repeats of one of the other side.

        Raises:
            Refused: a side is empty, or a post is unknown.
        """
        ours, theirs = self._in_order(staying), self._in_order(leaving)
        if not ours or not theirs:
            raise Refused("one_side", "report_id")
        self._take_back("must_link", ours, theirs, client_key)
        self._chain(ours, client_key)
        self._chain(theirs, client_key)
        self.desk.link(ours[0], theirs[0], "cannot_link", client_key=f"{client_key} apart")
        states = road_decisions.states(self.desk.warehouse, self.desk.journal, [*ours, *theirs])
        across = [one for one in theirs if states[one].parent in ours]
        across += [one for one in ours if states[one].parent in theirs]
        for one in across:
            self.desk.act(
                one,
                client_key=f"{client_key} open {one}",
                status=str(ReportStatus.REOPENED),
                reason=reason,
            )
        return across

    def _beside(self, ids: Sequence[str]) -> list[str]:
        """Whoever is in a group with one of the posts."""
        groups = {road_groups.group_of(self.desk.warehouse, one) for one in ids} - {None}
        return [
            str(one)
            for group in sorted(map(str, groups))
            for one in road_groups.members(self.desk.warehouse, group)["report_id"]
        ]

    def _in_order(self, report_ids: Sequence[str]) -> list[str]:
        """The posts from the oldest on."""
        ids = list(dict.fromkeys(report_ids))
        known = list(road_groups.posts(self.desk.warehouse, ids)["report_id"])
        for one in ids:
            if one not in known:
                raise Refused("unknown_report", "report_id", value=one[:80])
        return known

    def _chain(self, ids: Sequence[str], client_key: str) -> None:
        """Hold each post together with the oldest."""
        for one in ids[1:]:
            self.desk.link(ids[0], one, "must_link", client_key=f"{client_key} with {one}")

    def _take_back(
        self, relation: str, ours: Sequence[str], theirs: Sequence[str], client_key: str
    ) -> None:
        """What was said before of pairs that are now said to be the other way."""
        together, apart = pairs_said(events_of(self.desk.journal, ROAD_PAIR))
        said = together if relation == "must_link" else apart
        for one, other in said:
            if (one in ours and other in theirs) or (one in theirs and other in ours):
                key = f"{client_key} none {one} {other}"
                self.desk.link(one, other, "none", client_key=key)


def left_open(posts: pd.DataFrame, report_id: str) -> list[str]:
    """Posts of a group that stay open though one of it was repaired, from the oldest on.

    Nobody merged them, and what the computer finds alike closes no post. One that came in after
    the repair is not among them: it tells that the hole is there again.

    Args:
        posts: of the group (``road_groups.members``).
        report_id: the post that may have been repaired.
    """
    mine = posts[(posts["report_id"] == report_id) & (posts["status"] == ReportStatus.DONE)]
    if mine.empty or pd.isna(repaired_at := mine["closed_at"].iloc[0]):
        return []
    before = posts[~(posts["requested_at"] > repaired_at)]
    return [
        str(one)
        for one, status in zip(before["report_id"], before["status"], strict=True)
        if status in OPEN_REPORT_STATUSES
        and needs(ReportStatus(status), ReportStatus.DUPLICATE) == frozenset({Need.PARENT})
    ]
