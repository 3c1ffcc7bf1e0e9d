"""Who published a file and what came of it: written by the page, shown beside the source's runs."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from machimori.store import publish_log
from machimori.store.publish_log import Publication
from machimori.ui.load_file import Loaded
from machimori.ui.load_jobs import Answer
from machimori.ui.markup import show, tag
from machimori.ui.page import Page


def was_taken(answer: Answer, source_id: str) -> bool:
    """Whether the run put this source's new rows into the warehouse."""
    runs = answer.document.get("sources", [])
    return any(one["source"] == source_id and one["success"] for one in runs)


def record(page: Page, loaded: Loaded, source_id: str, answer: Answer, *, way: str) -> None:
    """Note who published the file, under the name and section of the session."""
    if was_taken(answer, source_id):
        outcome = "taken"
    else:
        outcome = "held_back" if answer.document.get("sources") else "failed"
    with loaded.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    publish_log.append(
        page.city,
        Publication(
            at=datetime.now(UTC),
            source_id=source_id,
            file=loaded.name,
            sha256=sha256,
            name=page.staff.name if page.staff else "",
            section=page.staff.section if page.staff else "",
            way=way,
            outcome=outcome,
        ),
    )


def publications(page: Page, source_id: str) -> None:
    """List who published files of a source in the browser; nothing where nobody did."""
    found = publish_log.of_source(page.city, source_id)
    if not found:
        return
    show(tag("h3", page.t("health.published"), class_="m-h3"))
    show(
        tag(
            "ul",
            *(
                tag(
                    "li",
                    page.moment(one.at),
                    " ",
                    page.t("health.published.who", name=one.name, section=one.section),
                    " ",
                    one.file,
                    " ",
                    tag("span", page.t(f"health.published.{one.way}"), class_="m-tag"),
                    " ",
                    tag("span", page.t(f"health.published.{one.outcome}"), class_="m-tag"),
                )
                for one in found
            ),
            class_="m-rules",
        )
    )
