"""The door: asking in parallel is no faster, and a flood keeps nobody else out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from machimori import server_auth
from machimori.city import City, current_city
from machimori.server_auth import OF_ONE_ADDRESS, Door
from machimori.store import passphrase
from machimori.store.staff_sessions import sessions
from tests.served import CITY_TOML, write_small_city
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


@pytest.mark.parametrize(("base_url", "secure"), [("", False), ("https://town.invalid", True)])
def test_behind_https_the_cookie_is_never_sent_in_the_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base_url: str, secure: bool
) -> None:
    path = write_small_city(tmp_path)
    path.write_text(f'base_url = "{base_url}"\n{CITY_TOML}', encoding="utf-8")
    monkeypatch.setenv("MACHIMORI_CITY", str(path))
    words = passphrase.current(current_city()) or ""
    fields = {
        "m_token": sessions(current_city()).form_token("sign-in"),
        "m_passphrase": words,
        "m_name": "見本 太郎",
        "m_section": "係",
    }
    origin = base_url or "http://town.test"

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=server_auth.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://town.test") as client:
            return await client.post("/auth/sign-in", data=fields, headers={"Origin": origin})

    answer = asyncio.run(send())
    assert answer.status_code == 303
    assert ("Secure" in answer.headers["set-cookie"]) is secure


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
