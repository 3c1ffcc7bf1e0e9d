"""Functions in processes of their own, forked from one that has imported what they need.

A process that imports anew costs two seconds of processor time each; a fork is as much a process of
its own: it can be killed at any moment, and its peak memory is its own.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from machimori.city import REPOSITORY


@dataclass(frozen=True)
class Ended:
    """How a process ended: exit status (minus the signal), answer, peak memory, processor time."""

    status: int
    value: Any
    megabytes: float
    seconds: float


class Forks:
    """Starts the functions of one module, one after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, function: str, *arguments: str) -> int:
        """Begin; returns the process's number."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([function, *arguments]) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def end(self) -> Ended:
        """Wait for what was started last."""
        return Ended(**json.loads(self._line()))

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@contextmanager
def forks(module: str) -> Iterator[Forks]:
    """A process that has imported ``module`` and forks its functions."""
    command = [sys.executable, "-m", "tests.forked", module]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Forks(process)
        assert process.stdin is not None
        process.stdin.close()


def _answer(asked: list[str], module: Any) -> None:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reading)
            value = getattr(module, asked[0])(*asked[1:])
            with os.fdopen(writing, "w") as out:
                json.dump(value, out)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    print(pid, flush=True)
    with os.fdopen(reading) as given:
        value = given.read()
    _, status, used = os.wait4(pid, 0)
    print(
        json.dumps(
            {
                "status": os.waitstatus_to_exitcode(status),
                "value": json.loads(value) if status == 0 else None,
                "megabytes": used.ru_maxrss / 1024,
                "seconds": used.ru_utime + used.ru_stime,
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    functions = importlib.import_module(sys.argv[1])
    for line in sys.stdin:
        _answer(json.loads(line), functions)
