"""Two receptions on phones: one without a line, sets sent twice, and the same sum in the end."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from machimori.store.journal import Journal
from tests.browser.conftest import Visit
from tests.served import Served

pytestmark = pytest.mark.browser
PLACE = "p02:temporary_stay"
ADDRESS = f"/reception?place={PLACE}"


def at_the_desk(opened: Visit, served: Served, name: str) -> Page:
    """Sign in and stand at the counter."""
    opened.go(ADDRESS)
    opened.page.fill("[name=m_passphrase]", served.passphrase)
    opened.page.fill("[name=m_name]", name)
    opened.page.fill("[name=m_section]", "受付")
    opened.page.press("[name=m_section]", "Enter")
    opened.page.wait_for_selector(".st-key-signed_in, .m-title")
    opened.page.goto(f"{opened.url}{ADDRESS}")
    opened.page.wait_for_selector(".m-pad")
    opened.settle()  # what Streamlit loads as it needs it can't come once the line is cut
    return opened.page


def family(page: Page, **counts: int) -> None:
    for name, times in counts.items():
        for _ in range(times):
            page.click(f"[data-add={name}]")
    page.click(".m-come")


def sums(served: Served) -> dict[str, int]:
    """What the journal's increments of the place add up to."""
    journal = Journal(served.folder / "journal.sqlite", read_only=True)
    total: dict[str, int] = {}
    for event in journal.events_after(0):
        if event.kind == "facility_status" and event.subject == PLACE:
            found = {"headcount": event.payload.get("headcount_delta", 0)}
            for name, number in (found | json.loads(event.payload["counters_delta"])).items():
                total[name] = total.get(name, 0) + number
    journal.close()
    return total


def arrived(page: Page) -> None:
    page.wait_for_function(
        "document.querySelector('.m-pad-status').textContent.includes('届いています')"
    )


def test_two_desks_one_without_a_line(visit: Callable[..., Visit], desk: Served) -> None:
    first, second = visit(390, at=desk.url), visit(390, at=desk.url)
    one = at_the_desk(first, desk, "受付一")
    other = at_the_desk(second, desk, "受付二")
    family(other, adult=1, elderly=1)
    arrived(other)
    # With the news comes what Streamlit loads for it; that can't come once the line is cut.
    one.wait_for_selector("[class*=st-key-undo_] button")
    first.settle()

    one.context.set_offline(True)
    family(one, adult=2, child=1)
    one.click(".m-where-button >> nth=1")
    family(one, elderly=1, pets=1)
    assert "送信待ち 2組" in one.inner_text(".m-pad-status")
    stored = "Object.keys(localStorage).find((key) => key.startsWith('machimori_reception'))"
    kept = one.evaluate(f"localStorage.getItem({stored})")
    assert len(json.loads(kept)) == 2
    family(other, infant=1)
    arrived(other)
    assert not first.scrolls_sideways()

    one.context.set_offline(False)
    arrived(one)
    told = sums(desk)
    assert told == {
        "headcount": 6, "adult": 3, "elderly": 1, "child": 1, "infant": 1,
        "outside_elderly": 1, "outside_pets": 1, "car": 1, "outside_households": 1,
    }  # fmt: skip

    # The answer was lost: the phone still holds what has arrived, and sends it again.
    one.evaluate(f"(kept) => localStorage.setItem({stored}, kept)", kept)
    one.goto(f"{first.url}{ADDRESS}")
    one.wait_for_selector(".m-pad")
    arrived(one)
    assert one.evaluate(f"localStorage.getItem({stored})") == "[]"
    assert sums(desk) == told
    assert (first.errors, second.errors, first.outside, second.outside) == ([], [], [], [])
