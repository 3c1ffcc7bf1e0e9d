"""``python -m bench [name ...]``: run the measurements and print each figure beside its target."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

#: In the order they are run; each module's ``main()`` returns the lines to print.
SUITES = (
    "million_posts",
    "sample_etl",
    "new_build",
    "page_reruns",
    "road_map",
    "masking",
    "road_desk",
    "status_fold",
    "column_rules",
    "assignment",
    "crew_round",
    "road_exports",
    "journal_writers",
    "watchers",
    "long_incident",
    "operators_page",
    "publish",
    "accessibility",
    "public_load",
    "lighthouse",
    "same_hole",
    "road_priority",
    "survival",
)


def main(names: list[str]) -> int:
    """Run the named suites, or all of them."""
    here = Path(__file__).parent
    for name in names or SUITES:
        if not (here / f"{name}.py").exists():
            print(f"no suite {name}; there are: {', '.join(SUITES)}", file=sys.stderr)
            return 2
        print(f"\n# {name}", flush=True)
        for line in import_module(f"bench.{name}").main():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
