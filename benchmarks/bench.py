"""lettermerge beside its peers: the same letters, in the same run, on one core; `make bench`.

    python benchmarks/bench.py [--rows 500] [--rounds 3] [--quick]

Peers are installed by name into .tools/peers. Contestants take turns, each in a process of its own,
warm; medians over the rounds, as milliseconds a letter and as ratios. Results go to
benchmarks/results.json and docs/benchmarks.md, the plots to docs/images. Unless --quick is given, a
cold start, six parliaments, two workers and rosters of 100 to 20,000 rows are measured as well.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from corpus import PROJECT, ROOT, make_roster, roster_for, write_corpus
from plot import bars, curves
from report import NAMES, updated
from starting import measure as measure_start

HERE = Path(__file__).resolve().parent
PEERS = ROOT / ".tools" / "peers"
PACKAGES = (
    "weasyprint==70.0", "pyhanko==0.38.0", "typst==0.15.2", "docxtpl==0.20.2", "pandas==3.1.1",
)  # fmt: skip
OURS = ("pdf", "pdf-signed", "docx", "docx-signed", "both-signed")
#: The slow ones make fewer letters: their time for a letter does not depend on it.
THEIRS = {"weasyprint": 40, "typst": 500, "docxtpl": 200, "python-docx": 200, "pyhanko": 60}
GROWTH = (100, 500, 2000, 5000, 20000)
SIX_ROWS = 3700  # a campaign to six parliaments

Measured = dict[str, Any]


def peers_python() -> Path:
    """Install the peers once; return their interpreter."""
    python: Path = PEERS / "bin" / "python"
    stamp = PEERS / "installed"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != "\n".join(PACKAGES):
        venv.create(PEERS, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
        stamp.write_text("\n".join(PACKAGES), encoding="utf-8")
    return python


def _one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def child(*command: object, on: Callable[[], None] | None = _one_core) -> str:
    """Run a contestant, on one core unless told otherwise; return what it prints last."""
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE, check=True, text=True, encoding="utf-8",
        preexec_fn=on, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    return (done.stdout.splitlines() or [""])[-1]


def ours(*options: object, on: Callable[[], None] | None = _one_core) -> Measured:
    found: Measured = json.loads(child(sys.executable, HERE / "ours.py", *options, on=on))
    return found


def take_turns(rows: int, rounds: int, corpus: Path, roster: str) -> dict[str, list[Measured]]:
    """Let all contestants run, one after the other, `rounds` times."""
    python = peers_python()
    found: dict[str, list[Measured]] = {}
    given = ("--roster", roster) if roster else ()
    for turn in range(rounds):
        for what in OURS:
            found.setdefault(what, []).append(ours(what, rows, *given))
        for what, most in THEIRS.items():
            said = child(python, HERE / "peers.py", what, min(rows, most), corpus)
            found.setdefault(what, []).append(json.loads(said))
        print(f"round {turn + 1} of {rounds} done", file=sys.stderr)
    return found


def medians(found: dict[str, list[Measured]]) -> dict[str, dict[str, float]]:
    """Return milliseconds a letter and megabytes at the peak, by contestant."""
    return {
        what: {
            "ms": median(1000 * one["seconds"] / one["letters"] for one in runs),
            "peak_mb": median(one["peak_mb"] for one in runs),
        }
        for what, runs in found.items()
    }


def ratios(ms: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return how many times as long the peers take, and what a signature adds."""
    of = {what: one["ms"] for what, one in ms.items()}
    theirs = of["weasyprint"] + of["pyhanko"] + of["docxtpl"]
    return {
        "Typst, warm / PDF": of["typst"] / of["pdf"],
        "WeasyPrint loop / PDF": of["weasyprint"] / of["pdf"],
        "PDF signed / PDF": of["pdf-signed"] / of["pdf"],
        "docxtpl / DOCX": of["docxtpl"] / of["docx"],
        "python-docx / DOCX": of["python-docx"] / of["docx"],
        "WeasyPrint loop + pyHanko + docxtpl / both, signed": theirs / of["both-signed"],
    }


def six_parliaments(folder: Path, rounds: int) -> Measured:
    """Render the campaign's letter for six parliaments by one worker and by two."""
    roster = make_roster(folder, SIX_ROWS)
    found: dict[int, list[Measured]] = {1: [], 2: []}
    for _ in range(rounds):
        for jobs, runs in found.items():
            given = ("--roster", roster, "--project", ROOT, "--jobs", jobs)
            runs.append(ours("both-signed", SIX_ROWS, *given, on=None))
    seconds = {jobs: median(one["seconds"] for one in runs) for jobs, runs in found.items()}
    routes = found[1][0]["routes"]
    return {
        "rows": SIX_ROWS,
        "seconds": seconds,
        "ratio": seconds[1] / seconds[2],
        "variable": routes.get("variable", 0) / sum(routes.values()),
    }


def cold_start(folder: Path, corpus: Path, roster: str, rounds: int) -> Measured:
    """Time one letter, imports and all, beside a bare script that writes one."""
    project = PROJECT
    if roster:
        project = folder / "cold"
        (project / "letters").mkdir(parents=True)
        text = (PROJECT / "lettermerge.toml").read_text(encoding="utf-8")
        head, _, tail = text.partition("[[recipients]]")
        tail = tail[tail.index("[sender]") :]
        settings = f'{head}[[recipients]]\nsource = "{roster}"\n{tail}'
        (project / "lettermerge.toml").write_text(settings, encoding="utf-8")
        for file in (PROJECT / "letters").iterdir():
            (project / "letters" / file.name).write_bytes(file.read_bytes())
    first = "us-000001" if roster else "C000127"
    preview = ("-m", "lettermerge", "preview", first, "-f", "pdf", "-o", folder / "x.pdf")
    found: dict[str, list[float]] = {"preview": [], "bare": []}
    for _ in range(max(rounds, 3)):
        for what, command in (
            ("preview", (sys.executable, *preview, "-C", project)),
            ("bare", (peers_python(), HERE / "cold.py", corpus)),
        ):
            began = perf_counter()
            child(*command)
            found[what].append(perf_counter() - began)
    seconds = {what: median(times) for what, times in found.items()}
    return {"seconds": seconds, "ratio": seconds["preview"] / seconds["bare"]}


def growth(folder: Path) -> dict[str, list[Measured]]:
    """Render rosters of growing size; return time and memory for each, by format."""
    points: dict[str, list[Measured]] = {"pdf": [], "docx": []}
    for rows in GROWTH:
        roster = make_roster(folder, rows, "us")
        for what, found in points.items():
            one = ours(what, rows, "--roster", roster)
            ms = 1000 * one["seconds"] / rows
            found.append({"rows": rows, "ms": ms, "peak_mb": one["peak_mb"]})
            print(what, found[-1], file=sys.stderr)
    return points


def bytes_a_row(folder: Path) -> dict[str, float]:
    """Return how much the peak of a run grows by a row between the last two sizes.

    `planned` is the peak of making both formats before the first letter, without what engines keep.
    """
    few, many = GROWTH[-2:]
    found = {}
    for what in ("docx", "both"):
        runs = [
            ours(what, rows, "--once", "--roster", make_roster(folder, rows, "us"))
            for rows in (few, many)
        ]
        for name, key in ((what, "peak_mb"), ("planned", "planned_mb")):
            found[name] = (runs[1][key] - runs[0][key]) * 1024 * 1024 / (many - few)
    return found


def machine() -> str:
    """Return what the figures were measured on, in words."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def main() -> None:
    """Measure; write the numbers, the tables and the plots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="the peers alone")
    options = parser.parse_args()
    images = ROOT / "docs" / "images"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        roster = roster_for(folder, options.rows)
        write_corpus(folder, options.rows, roster)
        ms = medians(take_turns(options.rows, options.rounds, folder, roster))
        results: Measured = {
            "rows": options.rows,
            "rounds": options.rounds,
            "machine": machine(),
            "contestants": ms,
            "ratios": ratios(ms),
        }
        bars({NAMES[what]: one["ms"] for what, one in ms.items()}, images / "bench.png")
        if not options.quick:
            results["start"] = measure_start(max(options.rounds, 10))
            results["cold"] = cold_start(folder, folder, roster, options.rounds)
            results["six parliaments"] = six_parliaments(folder, options.rounds)
            results["growth"] = growth(folder)
            results["bytes a row"] = bytes_a_row(folder)
            curves(results["growth"], images / "growth.png")
    text = json.dumps(results, indent=2) + "\n"
    (HERE / "results.json").write_text(text, encoding="utf-8")
    page = ROOT / "docs" / "benchmarks.md"
    page.write_text(updated(page.read_text("utf-8"), json.loads(text)), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
