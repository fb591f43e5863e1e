"""How soon an edit is on the preview page, and how it bears 5,000 recipients.

    python benchmarks/preview.py

Needs Chromium, Node.js and playwright-core (`make verifiers`). The repository's own campaign, a
page of 1440 by 900, one and two dots a pixel; from the start of a save to the new picture in the
document. Prints one JSON document, in milliseconds.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from corpus import ROOT, make_roster

ROWS = 5000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SCRIPT = Path(__file__).with_name("preview.mjs")


@contextmanager
def served(project: Path) -> Iterator[str]:
    """Serve a project; yield its address."""
    command = [sys.executable, "-m", "lettermerge", "preview", "--serve", "--port", "0", "-q"]
    with subprocess.Popen(
        [*command, "-C", str(project)], stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().strip()
        finally:
            server.send_signal(signal.SIGINT)


def measure(*arguments: object) -> dict[str, Any]:
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    command = ["node", str(SCRIPT), str(browser), *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def campaign(folder: Path) -> Path:
    """Copy the repository's campaign; return its template."""
    shutil.copytree(ROOT / "letters", folder / "letters")
    for name in ("lettermerge.toml", "recipients.csv"):
        shutil.copy(ROOT / name, folder)
    return next((folder / "letters").glob("*.md"))


def main() -> None:
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as temporary:
        project = Path(temporary) / "campaign"
        project.mkdir()
        template = campaign(project)
        with served(project) as address:
            for dots in (1, 2):
                took = sorted(measure(address, "edits", template, dots)["edits"])
                found[f"edit, {dots} dots"] = {"median": median(took), "worst": took[-1]}
        shutil.copy(make_roster(Path(temporary), ROWS), project / "recipients.csv")
        with served(project) as address:
            seen = measure(address, "list")
        found[f"opening, {ROWS} rows"] = {key: round(ms) for key, ms in seen["opened"].items()}
        keys = sorted(seen["keys"])
        found["search"] = {"median": round(median(keys), 1), "worst": round(keys[-1], 1)}
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
