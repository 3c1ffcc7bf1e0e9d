"""The pulse: one short answer that changes when there is anything new to draw.

Every open screen asks every second, so the answer costs a ``stat`` and one question to the
journal's index. It says nothing but whether it is the same as before.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from machimori.city import current_city
from machimori.store.pulse import pulse
from machimori.store.refusals import StoreError

ADDRESS = "/api/pulse"


def routes() -> list[Route]:
    """The route of the pulse."""
    return [Route(ADDRESS, _answer, methods=["GET"])]


async def _answer(_: Request) -> JSONResponse:
    try:
        said: dict[str, str] = {"pulse": pulse(current_city())}
    except StoreError:
        return JSONResponse({}, 503, headers={"Cache-Control": "no-store"})
    return JSONResponse(said, headers={"Cache-Control": "no-store"})
