"""Build the manual of docs/ into build/site; `make docs` runs it.

A link or an anchor that leads nowhere is a fault. The site asks nothing of other machines, and its
search works where it is opened from the folder.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What makes the site, relative to the project's folder.
SOURCES = ("zensical.toml", "docs")
SITE = Path("build") / "site"


def main(arguments: list[str]) -> int:
    """Build the site, and show it with `--open`; return the exit status."""
    if arguments not in ([], ["--open"]):
        print(f"manual: only --open is known, not {' '.join(arguments)}", file=sys.stderr)
        return 2
    index = ROOT / SITE / "index.html"
    if status := build(ROOT):
        return status
    print(f"the manual: {index}")
    if arguments:
        webbrowser.open(index.as_uri())
    return 0


def build(root: Path) -> int:
    """Build the site of the project's folder `root` anew; return the exit status."""
    shutil.rmtree(root / SITE, ignore_errors=True)
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    return subprocess.run(command, cwd=root, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
