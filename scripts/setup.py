"""Bring a fresh machine to where lettermerge runs, is worked on, or is tested; `make` calls this.

- `setup.py render`: system libraries, and .venv with what rendering needs
- `setup.py docs`: the same, and what builds the manual
- `setup.py develop`: the same, and the tools for working on it
- `setup.py test`: the same, and the programs that tests judge letters with
- `setup.py lock [...]`: resolve requirements/ anew; what follows goes to `uv pip compile`
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from environment import Environment, provide_tool
from machine import LIBRARIES, SetupError, provide, say
from verifiers import provide_verifiers

ROOT = Path(__file__).resolve().parent.parent
#: The locks of requirements/ that suffice for a verb, from small to large.
LOCKS = {
    "render": ("run", "docs", "dev"),
    "docs": ("docs", "dev"),
    "develop": ("dev",),
    "test": ("dev",),
}


def main(arguments: list[str]) -> int:
    """Do what the first argument says; return the exit status."""
    verb, *rest = arguments or ["--help"]
    environment = Environment(ROOT)
    try:
        if verb == "lock":
            environment.compile_locks(rest)
            return 0
        if verb not in LOCKS or rest:
            print(__doc__, file=sys.stderr)
            return 2
        provide(LIBRARIES)
        environment.provide(*LOCKS[verb])
        if verb == "test":
            in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
            provide_verifiers(ROOT / "tests" / "tools", required=in_ci)
            provide_s3_server(required=in_ci)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def provide_s3_server(*, required: bool) -> None:
    """Install the S3 server that tests run; where that fails, raise or say what is skipped."""
    try:
        provide_tool(ROOT, "s3")
    except SetupError as error:
        if required:
            raise
        say(f"{error}\nThe tests that need an S3 server will be skipped.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
