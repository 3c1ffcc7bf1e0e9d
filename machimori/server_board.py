"""The route by which boards that only watch keep up: their parts as markup, for staff alone."""

from __future__ import annotations

import sqlite3

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from machimori.city import ConfigurationError, current_city
from machimori.server_private import PRIVATE
from machimori.store.clock import clock_now
from machimori.store.journal import current_journal
from machimori.store.refusals import StoreError
from machimori.store.warehouse import current_warehouse
from machimori.ui import access, board_picture, navigation
from machimori.ui.board_picture import Question
from machimori.wording import LANGUAGES


def routes() -> list[Route]:
    """The route of the board's parts."""

    async def parts(request: Request) -> Response:
        return await run_in_threadpool(_answer, request)

    return [Route(board_picture.ADDRESS, parts, methods=["GET"])]


def _answer(request: Request) -> Response:
    staff = access.authorise(navigation.entry("board").role or "viewer", request.cookies)
    if staff is None:
        return Response(status_code=403, headers=PRIVATE)
    try:
        question = Question.asked(request.query_params, staff)
    except ValueError:
        return Response(status_code=400, headers=PRIVATE)
    if question.lang not in LANGUAGES:
        return Response(status_code=400, headers=PRIVATE)
    try:
        city = current_city()
        warehouse = current_warehouse(city)
        journal = current_journal(city)
        now = clock_now(warehouse, journal)
        made = board_picture.picture(city, warehouse, journal, question, now=now)
    except (StoreError, ConfigurationError, sqlite3.Error):
        return Response(status_code=503, headers=PRIVATE)
    if made is None:
        return Response(status_code=404, headers=PRIVATE)
    return Response(made, media_type="application/json", headers=PRIVATE)
