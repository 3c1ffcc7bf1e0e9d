"""Links and PINs: whose they are, when they end, and what of a forged one is taken."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from string import ascii_letters, digits

import pytest

from machimori.city import City
from machimori.domain.operator_links import Link
from machimori.store.journal import Journal, open_journal
from machimori.store.operator_links import LinkRefused, OperatorLinks, operator_links
from tests.store.small_warehouse import small_city

PLACE = "p01:shelter"
URL_SAFE = f"{ascii_letters}{digits}-_"


@pytest.fixture
def city(tmp_path: Path) -> City:
    return small_city(tmp_path)


@pytest.fixture
def journal(city: City) -> Iterator[Journal]:
    opened = open_journal(city)
    yield opened
    opened.close()


@pytest.fixture
def links(city: City, journal: Journal) -> OperatorLinks:
    return OperatorLinks(city, journal)


def refusal(links: OperatorLinks, token: str) -> str:
    with pytest.raises(LinkRefused) as refused:
        links.read(token)
    return refused.value.reason


def test_a_link_holds_until_the_next_is_issued_or_it_is_revoked(links: OperatorLinks) -> None:
    first = links.issue(PLACE, reporter="見本 太郎")
    token = links.token(first)
    assert links.read(token) == first
    second = links.issue(PLACE, reporter="見本 太郎")
    assert (second.generation, refusal(links, token)) == (2, "revoked")
    newer = links.token(second)
    assert links.read(newer) == second
    assert links.pin(second) != links.pin(first)
    links.revoke(second, reporter="見本 花子")
    assert refusal(links, newer) == "revoked"
    third = links.issue(PLACE, reporter="見本 花子")
    assert links.read(links.token(third)).generation == 3


def test_every_issue_and_end_is_an_event_and_another_process_hears_of_it(
    city: City, journal: Journal, links: OperatorLinks
) -> None:
    link = links.issue(PLACE, reporter="見本 太郎")
    token = links.token(link)
    elsewhere = Journal(city.journal_path)
    others = OperatorLinks(city, elsewhere)
    assert others.read(token) == link, "the key is kept, not the token"
    others.revoke(link, reporter="見本 花子")
    elsewhere.close()
    assert refusal(links, token) == "revoked"
    assert [
        (event.subject, event.reporter, event.mode, dict(event.payload))
        for event in journal.events_after(0)
    ] == [
        (PLACE, "見本 太郎", "real", {"generation": 1, "action": "issued"}),
        (PLACE, "見本 花子", "real", {"generation": 1, "action": "revoked"}),
    ]
    assert token not in city.journal_path.read_bytes().decode("latin-1")
    assert operator_links(city, journal) is operator_links(city, journal)


def test_two_who_issue_at_once_issue_the_same_one(
    city: City, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = OperatorLinks(city, journal), OperatorLinks(city, journal)
    before = dict(other.all())
    issued = one.issue(PLACE, reporter="A")
    looked = [before]
    really = other.all
    monkeypatch.setattr(other, "all", lambda: looked.pop() if looked else really())
    assert other.issue(PLACE, reporter="B") == issued
    assert journal.last_seq() == 1


def test_altered_links_are_not_taken(links: OperatorLinks) -> None:
    token = links.token(links.issue(PLACE, reporter="見本 太郎"))
    payload, _, signature = token.rpartition(".")
    forged = [
        *(token[:-1] + other for other in URL_SAFE if other != token[-1]),
        token[1:],
        f"{payload}.{signature[::-1]}",
        payload,
        "",
        ".",
        "あ",
        "x" * 100_000,
        f"{urlsafe_b64encode(json.dumps(['131016', PLACE, 1]).encode()).decode()}.{signature}",
        f"{urlsafe_b64encode(json.dumps({'a': 1}).encode()).decode()}.{signature}",
    ]
    assert [refusal(links, one) for one in forged] == ["altered"] * len(forged)


def test_a_link_that_was_never_issued_is_over(links: OperatorLinks) -> None:
    link = links.issue(PLACE, reporter="見本 太郎")
    for facility, generation in ((PLACE, 0), (PLACE, 2), ("p02:temporary_stay", 1)):
        made = Link(facility, generation, False, link.changed_at)
        assert refusal(links, links.token(made)) == "revoked"


def test_another_municipalitys_link_is_called_so_even_with_the_same_key(
    links: OperatorLinks, city: City, journal: Journal, tmp_path: Path
) -> None:
    token = links.token(links.issue(PLACE, reporter="見本 太郎"))
    folder = tmp_path / "other"
    folder.mkdir()
    other = city.model_copy(update={"code": "281000", "folder": folder})
    assert refusal(OperatorLinks(other, journal), token) == "foreign"
    same_key = city.model_copy(update={"code": "281000"})
    assert refusal(OperatorLinks(same_key, journal), token) == "foreign"


def test_pins_are_six_digits_of_their_own_for_each_place(links: OperatorLinks) -> None:
    issued = [links.issue(f"p{number:02}:shelter", reporter="A") for number in range(40)]
    pins = [links.pin(link) for link in issued]
    assert all(len(pin) == 6 and pin.isdecimal() for pin in pins)
    assert len(set(pins)) == 40
    assert links.is_pin(issued[0], pins[0])
    assert not links.is_pin(issued[0], pins[1])
    assert not links.is_pin(issued[0], "")
    assert not links.is_pin(issued[0], "１２３４５６")


def test_the_key_is_its_owners_and_losing_it_ends_every_link(
    links: OperatorLinks, city: City, journal: Journal
) -> None:
    token = links.token(links.issue(PLACE, reporter="見本 太郎"))
    key = city.data_path / "secrets" / "operator_links.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    assert refusal(OperatorLinks(city, journal), token) == "altered"
