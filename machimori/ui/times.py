"""A time of day in a form: now unless somebody says otherwise, and always with its day."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, time, timedelta

import streamlit as st

from machimori.ui.page import Page
from machimori.wording import numbers

_SLACK = timedelta(minutes=5)
_COMPACT = re.compile(r"(?P<hour>[0-9]{1,2}):?(?P<minute>[0-9]{2})")
_SPOKEN = re.compile(r"(?P<hour>[0-9]{1,2})時(?:(?P<minute>[0-9]{1,2})分)?")


def time_field(page: Page, label: str, *, key: str) -> datetime | None:
    """A time of day as typed (``1405`` or ``14:05``); None where the field is empty: now.

    What cannot be read is told under the field and counts as not said.
    """
    typed = st.text_input(label, key=key, placeholder=page.t("times.now"))
    moment = meant(page, typed, ahead=False)
    if typed and moment is None:
        st.caption(page.t("times.unreadable"))
    return moment


def meant(page: Page, typed: str, *, ahead: bool) -> datetime | None:
    """The moment meant by what was typed; None where nothing was, or nothing readable.

    Without a day it is the last such time, or the next one where it is ``ahead``. A few minutes
    either way are now's: clocks differ.
    """
    there = clock_time(typed)
    if there is None:
        return None
    now = numbers.local(page.now, page.zone)
    moment = now.replace(hour=there.hour, minute=there.minute, second=0, microsecond=0)
    if ahead and moment < now - _SLACK:
        moment += timedelta(days=1)
    if not ahead and moment > now + _SLACK:
        moment -= timedelta(days=1)
    return moment.astimezone(UTC)


def clock_time(typed: str) -> time | None:
    """``1405``, ``14:05``, ``９：０５``, ``14時5分`` as a time of day; None where it is none."""
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "")
    found = _COMPACT.fullmatch(plain) or _SPOKEN.fullmatch(plain)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
