"""Run one measurement in a process of its own: seconds inside it, and its peak memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

_WRAPPER = """
import json, resource, sys, time
from importlib import import_module
module, function, arguments = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
work = getattr(import_module(module), function)
started = time.perf_counter()
answer = work(**arguments)
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print("MEASURED " + json.dumps({"seconds": seconds, "peak_mb": peak, "answer": answer}))
"""


def measured(module: str, function: str, **arguments: Any) -> dict[str, Any]:
    """``{"seconds", "peak_mb", "answer"}`` of ``module.function(**arguments)``.

    Imports are done before the clock starts. The answer must be JSON.
    """
    done = subprocess.run(
        [sys.executable, "-c", _WRAPPER, module, function, json.dumps(arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    for line in done.stdout.splitlines():
        if line.startswith("MEASURED "):
            result: dict[str, Any] = json.loads(line.removeprefix("MEASURED "))
            return result
    raise RuntimeError(f"{module}.{function} gave no measurement:\n{done.stderr[-2000:]}")
