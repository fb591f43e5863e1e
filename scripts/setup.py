"""Bring a fresh machine to where lettermerge runs, is worked on, or is tested; `make` calls this.

- `setup.py render`: system libraries, and .venv with what rendering needs
- `setup.py develop`: the same, and the tools for working on it
- `setup.py test`: the same, and the programs that tests judge letters with
- `setup.py lock [...]`: resolve requirements/ anew; what follows goes to `uv pip compile`
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from environment import Environment
from machine import LIBRARIES, SetupError, provide
from verifiers import provide_verifiers

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Do what the first argument says; return the exit status."""
    verb, *rest = arguments or ["--help"]
    environment = Environment(ROOT)
    try:
        if verb == "lock":
            environment.compile_locks(rest)
            return 0
        if verb not in {"render", "develop", "test"} or rest:
            print(__doc__, file=sys.stderr)
            return 2
        provide(LIBRARIES)
        environment.provide(*(("run", "dev") if verb == "render" else ("dev",)))
        if verb == "test":
            in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
            provide_verifiers(ROOT / "tests" / "tools", required=in_ci)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
