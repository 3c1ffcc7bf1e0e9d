"""The worker that opens the last state of the site without a network, and the line that says so."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from machimori.site.sheet import Sheet
from machimori.wording.markup import Html, tag

FILE = "sw.js"
STATUS = "status.json"
_SOURCE = Path(__file__).parent / "assets" / "sw.js"


def worker(assets: list[str]) -> bytes:
    """The worker; another one for other assets, so that it holds none of an older site.

    Args:
        assets: hashed paths to hold from the beginning.
    """
    source = _SOURCE.read_text(encoding="utf-8")
    held = ["./", STATUS, *sorted(assets)]
    version = hashlib.sha256("\n".join([source, *held]).encode()).hexdigest()[:12]
    return source.replace("{version}", version).replace("{files}", json.dumps(held)).encode()


def kept_line(sheet: Sheet) -> Html:
    """Shown where a page came from the device: when it was received. Filled by the script."""
    return tag(
        "p",
        id="kept",
        class_="notice caution",
        role="status",
        hidden=True,
        data_zone=sheet.facts.city.timezone,
        data_words=sheet.t("site.offline", clock="{clock}"),
    )
