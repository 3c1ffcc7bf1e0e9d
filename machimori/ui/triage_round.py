"""The way from a post to a crew's round with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from machimori.store.queries.triage import OPEN_STATUSES
from machimori.ui import navigation
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.round_choice import PIN
from machimori.wording import numbers


def to_round(page: Page, post: Mapping[str, Any]) -> None:
    """A link to the next working day's round in which the post is pinned; none for closed ones."""
    if post["status"] not in OPEN_STATUSES or numbers.is_missing(post["latitude"]):
        return
    query = urlencode({PIN: str(post["report_id"]), "lang": page.lang})
    address = f"/{navigation.entry('round').url_path}?{query}"
    show(tag("p", tag("a", f"{page.t('round.with_this')} →", href=address)))
