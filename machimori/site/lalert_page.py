"""The draft of an L-Alert document as staff check it before it goes out."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from machimori.exchange.lalert import Remark
from machimori.exchange.lalert_words import words as mapping
from machimori.site.lalert_files import Draft
from machimori.wording import text
from machimori.wording.markup import Html, join, tag

_MOST_NAMED = 8
#: A drill and generated data look like what they are.
_BANDS = {
    "real": "m-notice m-tone-alarm",
    "training": "m-band m-band-training",
    "test": "m-band m-band-sample",
}
#: The one button of the page.
STYLE = """
.m-issue { font: inherit; font-weight: 600; min-height: 44px; padding: 8px 20px; border: 0;
  border-radius: 6px; background: var(--brand); color: #fff; cursor: pointer; }
dt { color: var(--quiet); font-size: var(--type-small); margin-top: var(--space-2); }
dd { margin: 0; }
"""


def digest(made: Draft) -> str:
    """Changes with what the draft says, not with the time it was made at."""
    said = (made.document.revision, made.document.mode, made.sending.rows)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def body(
    made: Draft,
    lang: str,
    *,
    address: str,
    back: str,
    token: str | None,
    notice: str = "",
) -> Html:
    """Everything to check, the file, and the button where somebody may issue.

    Args:
        made: the draft.
        lang: of the screen; the document itself is Japanese.
        address: of the XML file.
        back: the page to go back to.
        token: of the form; None for whoever may only look.
        notice: what happened to the last press.
    """

    def t(key: str, **params: Any) -> str:
        return text(key, lang, **params)

    said = made.document
    before = said.previous_revision or t("exchange.none")
    people = said.totals.head_count
    unsure = t("exchange.draft_not_compared", version=mapping().version)
    return join(
        tag("p", tag("a", t("exchange.back"), href=back)),
        tag("h1", t("exchange.draft_title"), class_="m-title"),
        tag("p", notice, class_="m-notice", role="status") if notice else None,
        tag("p", tag("strong", t(f"exchange.draft_mode_{said.mode}")), class_=_BANDS[said.mode]),
        tag("p", t("exchange.draft_revision", n=said.revision, before=before)),
        None
        if mapping().compared_with_operator
        else tag("p", unsure, class_="m-notice"),
        tag(
            "dl",
            tag("dt", t("exchange.draft_headline")),
            tag("dd", said.headline),
            tag("dt", t("exchange.draft_complement")),
            tag("dd", said.complement or t("exchange.none")),
            tag("dt", t("exchange.draft_rows")),
            tag("dd", f"{len(said.rows):,}"),
            tag("dt", t("exchange.draft_sums")),
            tag("dd", t("exchange.draft_totals", shelters=said.totals.shelters,
                        people=t("word.unknown") if people is None else f"{people:,}")),
        ),
        None if made.has_news else tag("p", t("exchange.draft_no_news"), class_="m-quiet"),
        tag("h2", t("exchange.draft_losses")),
        _losses(made.sending.losses, lang),
        tag("h2", t("exchange.draft_left_out")),
        _left_out(made.sending.left_out, lang),
        tag("p", tag("a", t("exchange.draft_download"), href=address, download=True)),
        tag("p", t("exchange.draft_issue_more"), class_="m-quiet"),
        None
        if token is None
        else tag(
            "form",
            tag("input", type="hidden", name_="m_token", value=token),
            tag("input", type="hidden", name_="m_digest", value=digest(made)),
            tag("button", t("exchange.draft_issue", n=said.revision), type="submit",
                class_="m-issue"),
            method="post",
        ),
    )  # fmt: skip


def _losses(losses: Iterable[Remark], lang: str) -> Html:
    lines = [
        tag(
            "li",
            text(
                "exchange.sent_as", lang, name=one.name,
                what=text(f"exchange.loss_{one.code}", lang), ours=one.ours,
                sent=one.sent or text("exchange.none", lang),
            ),
        )
        for one in losses
    ]  # fmt: skip
    return tag("ul", *lines) if lines else tag("p", text("exchange.none", lang))


def _left_out(rows: Iterable[Remark], lang: str) -> Html:
    """Rows that stay out, by reason; the first names of each."""
    named: dict[str, list[str]] = defaultdict(list)
    for one in rows:
        named[one.code].append(one.name)
    lines = [
        tag(
            "li",
            text(
                "exchange.left_out", lang, reason=text(f"exchange.left_{code}", lang),
                n=len(names),
                names="、".join(names[:_MOST_NAMED]) + ("…" if len(names) > _MOST_NAMED else ""),
            ),
        )
        for code, names in named.items()
    ]  # fmt: skip
    return tag("ul", *lines) if lines else tag("p", text("exchange.none", lang))
