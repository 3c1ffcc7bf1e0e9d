"""nginx as the documentation sets it up, on loopback, and wrk asking it for a visitor's files.

The block of ``docs/public_status.md`` is what runs: only its root is another one, and it listens on
a port of ours. Both programs come from the distribution's packages.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from machimori.city import REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "public_status.md"
_BLOCK = re.compile(r"```nginx\n(server \{.*?\n\})\n```", re.DOTALL)
_AROUND = """
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  sendfile on;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{block}
}}
"""
_LUA = """
local paths = {{ {paths} }}
local at = 0
request = function()
  at = at + 1
  return wrk.format("GET", paths[at % #paths + 1], {{ ["Accept-Encoding"] = "gzip" }})
end
"""


class NotInstalled(RuntimeError):
    """A program is missing; the message says how to get it."""


@dataclass(frozen=True)
class Load:
    """What wrk saw."""

    requests_per_second: float
    p99_ms: float
    errors: int
    connections: int


def documented_block() -> str:
    """The server block of the documentation.

    Raises:
        ValueError: there is none.
    """
    found = _BLOCK.search(DOCUMENT.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{DOCUMENT.name} holds no block of nginx")
    return found[1]


@contextmanager
def nginx(root: Path, folder: Path) -> Iterator[str]:
    """Serve ``root`` while the block runs; gives the address. ``folder`` takes its own files.

    Raises:
        NotInstalled: there is no nginx.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise NotInstalled("nginx is missing: apt-get install -y nginx wrk")
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    block = re.sub(r"root [^;]+;", f"root {root};", documented_block())
    block = re.sub(r"listen [^;]+;", f"listen 127.0.0.1:{port};", block)
    settings = folder / "nginx.conf"
    settings.write_text(_AROUND.format(folder=folder, block=block), encoding="utf-8")
    process = subprocess.Popen([program, "-c", str(settings), "-g", "daemon off; user root;"])
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{url}/status.json", timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("nginx did not come up with the documented block")


def wrk(url: str, paths: Sequence[str], folder: Path, *, connections: int, seconds: int) -> Load:
    """Ask for the paths in turn, as fast as answers come, over so many connections.

    Raises:
        NotInstalled: there is no wrk.
    """
    if shutil.which("wrk") is None:
        raise NotInstalled("wrk is missing: apt-get install -y nginx wrk")
    script = folder / "visitor.lua"
    quoted = ", ".join(f'"/{path}"' for path in paths)
    script.write_text(_LUA.format(paths=quoted), encoding="utf-8")
    said = subprocess.run(
        ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--latency"]
        + ["-s", str(script), url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slowest = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if rate is None or slowest is None:
        raise RuntimeError(f"wrk said nothing of use:\n{said}")
    sockets = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said
    )
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    errors = sum(map(int, sockets.groups())) if sockets else 0
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[slowest[2]]
    return Load(
        requests_per_second=float(rate[1]),
        p99_ms=float(slowest[1]) * scale,
        errors=errors + (int(refused[1]) if refused else 0),
        connections=connections,
    )
