"""Rounds searched for in a process of its own, one at a time, and kept.

The search for a good order holds the interpreter for as long as it runs: in the server's own
process every other session would stand still. So one process beside it searches, behind everything
else the machine has to do. The same day is not searched for twice, whoever asks and however often.
"""

from __future__ import annotations

import atexit
import hashlib
import pickle
import subprocess
import sys
import threading
from typing import IO

from machimori.city import REPOSITORY
from machimori.domain.crew_round import Bound, Problem, Round
from machimori.domain.crew_solver import solve
from machimori.store.kept import Kept

#: After so long the process is taken to stand still, and is ended.
MOST_SECONDS = 120.0
#: Days whose rounds are remembered: some kB each.
_KEPT = 64


class Searcher:
    """A process that searches; started with the first question, started anew where it died."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._found: Kept[tuple[Round, Bound]] = Kept(_KEPT)
        self._process: subprocess.Popen[bytes] | None = None

    def found(self, problem: Problem) -> tuple[Round, Bound]:
        """The round of a day and its bound, from what is kept or from the process."""
        key = _key(problem)
        held = self._found.peek(key)
        if held is not None:
            return held
        with self._one_at_a_time:
            return self._found.get(key, lambda: self._searched(problem))

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        for end in (process.stdin, process.stdout):
            if end is not None:
                _closed(end)
        process.kill()
        process.wait()

    def _searched(self, problem: Problem) -> tuple[Round, Bound]:
        for _ in range(2):  # it may have been ended from outside since it was asked last
            try:
                return self._asked(problem)
            except (OSError, EOFError, pickle.UnpicklingError):
                self.close()
        return solve(problem)  # a slow server is better than no round

    def _asked(self, problem: Problem) -> tuple[Round, Bound]:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise EOFError("a process without pipes")
        guard = threading.Timer(MOST_SECONDS, process.kill)
        guard.start()
        try:
            pickle.dump(problem, process.stdin)
            process.stdin.flush()
            answer: tuple[Round, Bound] = pickle.load(process.stdout)  # noqa: S301 - our own process
        finally:
            guard.cancel()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                [sys.executable, "-m", "machimori.store.round_worker"],
                cwd=REPOSITORY,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process


def _closed(end: IO[bytes]) -> None:
    try:
        end.close()
    except OSError:
        return  # what was still to be written has nobody to read it


def _key(problem: Problem) -> str:
    """The same for the same day, whichever objects it is made of."""
    plain = repr((problem.stops, problem.hours_s, problem.breaks, problem.drive_s.shape))
    content = plain.encode() + problem.drive_s.tobytes()
    return hashlib.blake2b(content, digest_size=16).hexdigest()


searcher = Searcher()
atexit.register(searcher.close)
