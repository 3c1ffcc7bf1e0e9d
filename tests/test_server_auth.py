"""The door: asking in parallel is no faster, and a flood keeps nobody else out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from machimori import server_auth
from machimori.city import City
from machimori.server_auth import OF_ONE_ADDRESS, Door
from machimori.store import passphrase
from tests.store.small_warehouse import small_city


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds asked to wait, without waiting them."""
    asked: list[float] = []
    really = asyncio.sleep

    async def sleep(seconds: float) -> None:
        asked.append(seconds)
        await really(0.01)

    monkeypatch.setattr(server_auth.asyncio, "sleep", sleep)
    return asked


@pytest.fixture
def city(tmp_path: Path) -> City:
    return small_city(tmp_path)


def test_failures_make_the_next_one_wait_and_the_right_one_still_gets_in(
    city: City, waits: list[float]
) -> None:
    words = passphrase.current(city) or ""

    async def try_them() -> list[Any]:
        door = Door()
        given = ["wrong", "wrong", "wrong", words, "wrong"]
        return [await door.opens(city, "192.0.2.1", one) for one in given]

    assert asyncio.run(try_them()) == [False, False, False, True, False]
    assert waits == [0.0, 0.5, 1.0, 2.0, 0.0]


def test_parallel_guesses_of_one_address_take_turns_and_the_rest_is_sent_away(
    city: City, waits: list[float]
) -> None:
    words = passphrase.current(city) or ""

    async def flood() -> tuple[list[Any], Any]:
        door = Door()
        guesses = [door.opens(city, "192.0.2.1", f"guess-{number}") for number in range(20)]
        colleague = door.opens(city, "192.0.2.2", words)
        *answers, let_in = await asyncio.gather(*guesses, colleague)
        assert (door.waiting, door.turns) == ({}, {})
        return answers, let_in

    answers, let_in = asyncio.run(flood())
    assert let_in is True
    assert answers.count(False) == OF_ONE_ADDRESS
    assert answers.count(None) == 20 - OF_ONE_ADDRESS
    assert sorted(waits) == [0.0, 0.0, 0.5, 1.0]
