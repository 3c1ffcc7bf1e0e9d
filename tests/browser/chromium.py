"""Debian's Chromium for the tests: its headless shell where that is, which draws no windows."""

from __future__ import annotations

from pathlib import Path

_DEBIAN = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM = str(next((one for one in _DEBIAN if one.exists()), _DEBIAN[-1]))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
]
