"""Say how many random cases a series has: a tenth in `make test`, all of them in `make soak`.

A test that uses this has the marker `soak`. `make test` has the same cases each time, so that it
fails for what was changed alone; `make soak` draws others, and `LETTERMERGE_SEED` repeats them.
"""

from __future__ import annotations

import os
import random

SOAK = os.environ.get("LETTERMERGE_SOAK", "") not in ("", "0")


def cases(full: int) -> int:
    """Return the number of cases of a series that has `full` of them in a long run."""
    return full if SOAK else max(1, full // 10)


def seed() -> int:
    """Return the seed of a series, and print it, so that a failure can be seen again."""
    drawn = random.SystemRandom().getrandbits(32) if SOAK else 0
    number = int(os.environ.get("LETTERMERGE_SEED", "") or drawn)
    print(f"LETTERMERGE_SEED={number}")
    return number


def dice(name: str) -> random.Random:
    """Return a random generator for the series `name`."""
    return random.Random(f"{name} {seed()}")
