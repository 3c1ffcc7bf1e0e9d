"""The process that searches for rounds: a day comes in, its round goes out, until nobody asks.

Started by ``store.round_search`` and by nothing else: both ends of the pipe are ours.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys

from machimori.domain.crew_solver import solve

#: Whoever waits for a page goes before whoever waits for a round.
POLITENESS = 2


def main() -> None:
    """Answer days with rounds until the pipe is closed."""
    with contextlib.suppress(AttributeError, OSError):  # not on every system
        os.nice(POLITENESS)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    questions = sys.stdin.buffer
    while True:
        try:
            problem = pickle.load(questions)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        pickle.dump(solve(problem), answers)
        answers.flush()


if __name__ == "__main__":
    main()
