"""Issuing and lifting 避難情報, sending and withdrawing お知らせ: what the desk may write of them.

Every entry carries its incident and mode, as those of ``desk`` do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from machimori.domain.ageing import CLOCKS_DIFFER
from machimori.domain.evacuation import ORDER_KINDS, WHOLE
from machimori.domain.event_payloads import MESSAGE_LANGUAGES
from machimori.domain.events import DISASTER_MESSAGE, EVACUATION_ORDER, Event
from machimori.domain.statement_rules import Refused
from machimori.store.journal import EventLog
from machimori.store.queries import orders
from machimori.store.queries.board import Incident
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse

#: A message is read on a phone and on a sign.
LONGEST_MESSAGE = 400


@dataclass(frozen=True)
class OrderDesk:
    """Who writes, in which incident and when. ``now`` is aware: the page's clock."""

    warehouse: Warehouse
    journal: EventLog
    incident: Incident
    reporter: str
    now: datetime

    def issue(
        self,
        level: int,
        districts: Sequence[str | None],
        *,
        client_key: str,
        issued_at: datetime | None = None,
    ) -> list[Event]:
        """Issue one order per district; None is the whole municipality.

        A district where this level is in force already is passed over. What was told with an order
        that is replaced is withdrawn with it.

        Raises:
            Refused: no or an unknown district, a level nobody issues, a time that cannot be, or
                nothing left to issue.
        """
        if level not in ORDER_KINDS:
            raise Refused("unknown_word", "alert_level", value=level)
        if not districts:
            raise Refused("missing", "district_id")
        known = {one.district_id for one in orders.districts(self.warehouse)}
        for district in districts:
            if district is not None and district not in known:
                raise Refused("unknown_district", "district_id", value=district)
        issued = self._time("issued_at", issued_at)
        told = {event.client_key for event in events_of(self.journal, EVACUATION_ORDER)}
        held = orders.orders_in_force(self.warehouse, self.journal, self.incident, now=self.now)
        there = {(one.district_id, one.alert_level) for one in held}
        wanted = [
            (district, f"{client_key} {district or WHOLE}") for district in dict.fromkeys(districts)
        ]
        new = [
            (district, key)
            for district, key in wanted
            if key in told or (district, level) not in there
        ]
        if not new:
            raise Refused("already_in_force", "district_id")
        anew = {district for district, key in new if key not in told}
        for one in held:
            if one.district_id in anew:
                self._withdraw_what_was_told(one.event_id, client_key)
        return [
            self._write(
                EVACUATION_ORDER,
                district or WHOLE,
                {
                    "district_id": district,
                    "alert_level": level,
                    "order_kind": ORDER_KINDS[level],
                    "issued_at": issued,
                },
                key,
                issued,
            )
            for district, key in new
        ]

    def lift(
        self, order_ids: Collection[str], *, client_key: str, lifted_at: datetime | None = None
    ) -> list[Event]:
        """Lift orders, each by an entry of its own that names it, and what was told with them.

        Raises:
            Refused: none named, one that does not stand, or a time before its issue or ahead.
        """
        if not order_ids:
            raise Refused("missing", "order")
        standing = {one.event_id: one for one in self._orders()}
        lifted = self._time("lifted_at", lifted_at)
        for order_id in order_ids:
            if order_id not in standing:
                raise Refused("unknown_order", "order", value=order_id)
            if lifted < _aware(standing[order_id].issued_at):
                raise Refused("before_the_order", "lifted_at", value=lifted)
        for order_id in order_ids:
            self._withdraw_what_was_told(order_id, client_key)
        return [
            self._write(
                EVACUATION_ORDER,
                standing[order_id].district_id or WHOLE,
                {
                    "district_id": standing[order_id].district_id,
                    "lifts": order_id,
                    "lifted_at": lifted,
                },
                f"{client_key} {order_id}",
                lifted,
            )
            for order_id in order_ids
        ]

    def take_back(self, order_id: str, *, client_key: str) -> Event:
        """Say that an order was a mistake: it never stood. What was told with it is withdrawn.

        Raises:
            Refused: there is no such order.
        """
        mine = [one for one in self._orders() if one.event_id == order_id]
        if not mine:
            raise Refused("unknown_order", "order", value=order_id)
        self._withdraw_what_was_told(order_id, client_key)
        subject = mine[0].district_id or WHOLE
        return self._write(
            EVACUATION_ORDER, subject, {"supersedes": order_id}, client_key, self.now
        )

    def tell(
        self,
        texts: Mapping[str, str],
        *,
        client_key: str,
        district_id: str | None,
        machine_translated: Collection[str] = (),
    ) -> Event:
        """Send the public message that goes with an order issued under the same key.

        It is withdrawn by itself when the order is lifted, replaced or taken back.

        Raises:
            Refused: as ``send``.
        """
        return self.send(
            texts,
            client_key=_told_with(f"{client_key} {district_id or WHOLE}"),
            audience="public",
            district_id=district_id,
            machine_translated=machine_translated,
        )

    def _withdraw_what_was_told(self, order_id: str, client_key: str) -> None:
        for event in events_of(self.journal, EVACUATION_ORDER):
            if event.event_id == order_id:
                message_id = _message_id(_told_with(event.client_key))
                told = orders.messages_out(self.journal, self.incident, now=self.now, audience=None)
                if message_id in {one.message_id for one in told}:
                    self.withdraw(message_id, client_key=f"{client_key} withdraws {message_id}")

    def send(
        self,
        texts: Mapping[str, str],
        *,
        client_key: str,
        audience: str,
        district_id: str | None = None,
        machine_translated: Collection[str] = (),
    ) -> Event:
        """Send a message; the Japanese words are needed, the other languages are welcome.

        Raises:
            Refused: no Japanese words, too many, or an unknown district.
        """
        words = {lang: (texts.get(lang) or "").strip() for lang in MESSAGE_LANGUAGES}
        if not words["ja"]:
            raise Refused("missing", "text_ja")
        for lang, said in words.items():
            if len(said) > LONGEST_MESSAGE:
                raise Refused("too_long", f"text_{lang}", value=len(said), most=LONGEST_MESSAGE)
        known = {one.district_id for one in orders.districts(self.warehouse)}
        if district_id is not None and district_id not in known:
            raise Refused("unknown_district", "district_id", value=district_id)
        translated = sorted(lang for lang in machine_translated if lang != "ja" and words.get(lang))
        return self._write(
            DISASTER_MESSAGE,
            _message_id(client_key),
            {f"text_{lang}": said or None for lang, said in words.items()}
            | {
                "machine_translated": translated,
                "district_id": district_id,
                "audience": audience,
                "issued_at": self.now,
            },
            client_key,
            self.now,
        )

    def withdraw(self, message_id: str, *, client_key: str) -> Event:
        """Withdraw a message; what it said stays in the book.

        Raises:
            Refused: there is no such message in this incident.
        """
        mine = orders.messages(self.journal, self.incident)
        if message_id not in {one.message_id for one in mine}:
            raise Refused("unknown_message", "message", value=message_id)
        return self._write(
            DISASTER_MESSAGE, message_id, {"withdrawn_at": self.now}, client_key, self.now
        )

    def _orders(self) -> list[orders.Order]:
        return orders.all_orders(self.warehouse, self.journal, self.incident)

    def _time(self, field: str, said: datetime | None) -> datetime:
        moment = said or self.now
        if moment > self.now + CLOCKS_DIFFER:
            raise Refused("in_the_future", field, value=moment)
        if moment < _aware(self.incident.started_at):
            raise Refused("before_the_incident", field, value=moment)
        return moment

    def _write(
        self, kind: str, subject: str, payload: Mapping[str, Any], key: str, seen: datetime
    ) -> Event:
        return self.journal.append(
            kind,
            subject,
            payload,
            client_key=key,
            mode=self.incident.mode,
            observed_at=seen,
            incident_id=self.incident.incident_id,
            reporter=self.reporter,
        )


def _message_id(client_key: str) -> str:
    return "m" + hashlib.sha256(client_key.encode()).hexdigest()[:12]


def _told_with(order_key: str) -> str:
    """Client key of the message that goes with the order of a client key."""
    return f"{order_key} told"


def _aware(moment: datetime) -> datetime:
    return pd.Timestamp(moment, tz="UTC").to_pydatetime()
