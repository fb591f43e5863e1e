"""lettermerge beside its peers: the same letters, in the same run, on one core; `make bench`.

    python benchmarks/bench.py [--rows 500] [--rounds 3] [--growth]

Peers are installed by name into .tools/peers. Contestants take turns, each in a process of its own,
warm; medians over the rounds, as milliseconds a letter and as ratios. Results go to
benchmarks/results.json and docs/images/bench.png; --growth measures 100 to 20,000 rows as well.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from statistics import median
from typing import Any

from corpus import ROOT, write_corpus
from plot import bars, curve

HERE = Path(__file__).resolve().parent
PEERS = ROOT / ".tools" / "peers"
PACKAGES = ("weasyprint==70.0", "pyhanko==0.38.0", "typst==0.15.2", "docxtpl==0.20.2")
OURS = ("pdf", "pdf-signed", "docx", "docx-signed", "both-signed")
#: The slow ones make fewer letters: their time for a letter does not depend on it.
THEIRS = {"weasyprint": 40, "typst": 500, "docxtpl": 200, "python-docx": 200, "pyhanko": 60}
GROWTH = (100, 500, 2000, 5000, 20000)


def peers_python() -> Path:
    """Install the peers once; return their interpreter."""
    python: Path = PEERS / "bin" / "python"
    stamp = PEERS / "installed"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != "\n".join(PACKAGES):
        venv.create(PEERS, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
        stamp.write_text("\n".join(PACKAGES), encoding="utf-8")
    return python


def child(*command: object) -> dict[str, Any]:
    """Run a contestant on one core and return what it measured."""

    def one_core() -> None:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE, check=True, text=True, encoding="utf-8",
        preexec_fn=one_core, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def take_turns(rows: int, rounds: int, corpus: Path) -> dict[str, list[dict[str, Any]]]:
    """Let all contestants run, one after the other, `rounds` times."""
    python = peers_python()
    found: dict[str, list[dict[str, Any]]] = {}
    for turn in range(rounds):
        for what in OURS:
            found.setdefault(what, []).append(child(sys.executable, HERE / "ours.py", what, rows))
        for what, most in THEIRS.items():
            count = min(rows, most)
            found.setdefault(what, []).append(child(python, HERE / "peers.py", what, count, corpus))
        print(f"round {turn + 1} of {rounds} done", file=sys.stderr)
    return found


def medians(found: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, float]]:
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


def growth() -> list[dict[str, float]]:
    """Render rosters of growing size as PDF; return time and memory for each."""
    points = []
    with tempfile.TemporaryDirectory() as name:
        for rows in GROWTH:
            roster = Path(name) / f"{rows}.csv"
            subprocess.run([sys.executable, HERE / "make_roster.py", str(rows), roster], check=True)
            one = child(sys.executable, HERE / "ours.py", "docx", rows, roster)
            points.append(
                {"rows": rows, "ms": 1000 * one["seconds"] / rows, "peak_mb": one["peak_mb"]}
            )
            print(points[-1], file=sys.stderr)
    return points


def main() -> None:
    """Measure, print the table, write the numbers and the plots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        write_corpus(Path(name), options.rows)
        ms = medians(take_turns(options.rows, options.rounds, Path(name)))
    results: dict[str, Any] = {"rows": options.rows, "contestants": ms, "ratios": ratios(ms)}
    if options.growth:
        results["growth"] = growth()
        curve(results["growth"], ROOT / "docs" / "images" / "growth.png")
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    bars({what: one["ms"] for what, one in ms.items()}, ROOT / "docs" / "images" / "bench.png")
    print("| contestant | ms a letter | peak MB |\n|---|---|---|")
    for what, one in ms.items():
        print(f"| {what} | {one['ms']:.2f} | {one['peak_mb']:.0f} |")
    print("\n| ratio | times |\n|---|---|")
    for what, value in results["ratios"].items():
        print(f"| {what} | {value:.2f} |")


if __name__ == "__main__":
    main()
