"""Parts of a page that news redraws in place, without running the page again.

Running a page costs a quarter of a second of the processor that all screens share. A screen that
only watches fetches its parts instead: made once by the server for everybody who asks the same
(``machimori.ui.board_picture``), put into their slots by the browser (``live.js``).
"""

from __future__ import annotations

from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page


def slot(page: Page, name: str, content: Html | None) -> None:
    """Draw a part that news may redraw.

    The browser changes only what differs from what the page's last run sent, so the pulse is part
    of it: a slot that news has changed meanwhile is written anew.
    """
    inside = content if content is not None else Html("")
    show(tag("div", inside, data_live=name, data_pulse=page.beat))
