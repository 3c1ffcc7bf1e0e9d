"""Routes of ours asked in this process, without a port."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import httpx
from starlette.applications import Starlette
from starlette.routing import Route


def ask(
    routes: Sequence[Route],
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    content: bytes | None = None,
) -> httpx.Response:
    """One answer."""

    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app=Starlette(routes=list(routes)))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.request(method, path, headers=headers, content=content)

    return asyncio.run(answer())
